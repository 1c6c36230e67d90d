"""How each question is answered: queries run, their rows put together. `graph.questions` names them."""
