"""How an answer is sent: which members, in which language and format, and when it need not be sent again."""
