# Dẫn Chiếu as a container: docs/operation.md says how to run it.
#   docker build -t danchieu .
#   docker run -v danchieu:/data -v "$PWD/van-ban:/van-ban:ro" danchieu danchieu ingest /van-ban
#   docker run -v danchieu:/data -p 127.0.0.1:8000:8000 danchieu

FROM python:3.12-slim AS build
RUN pip install --no-cache-dir "uv>=0.5,<1"
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
# The libraries change seldom: a layer of their own, which a change of our code leaves as it is.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY README.md LICENSE ontology.ttl hatch_build.py ./
COPY web web
COPY samples samples
COPY graph graph
COPY ingest ingest
COPY api api
RUN uv sync --frozen --no-dev --no-editable

FROM python:3.12-slim
# The programs by which scans and old Word files are read; `--build-arg READERS=` leaves them out (some 700 MB).
ARG READERS="tesseract-ocr tesseract-ocr-vie antiword catdoc libreoffice-writer-nogui fonts-liberation"
RUN if [ -n "$READERS" ]; then \
      apt-get update \
      && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $READERS \
      && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --system --uid 10001 --home-dir /data danchieu \
    && install --directory --owner=danchieu --mode=0750 /data
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DANCHIEU_STORE=/data/store \
    DANCHIEU_REGISTRY=/data/registry \
    DANCHIEU_LOG_FORMAT=json
WORKDIR /data
USER danchieu
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["danchieu", "serve", "--host", "0.0.0.0", "--port", "8000"]
