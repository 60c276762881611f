# One image for every part: the Prefect server, its workers, the machines that read, or one container that does it all.
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /src
COPY constraints.txt requirements.txt requirements-dev.txt ./
# requirements-dev.txt has the extras too: pictures (ocr), more than one machine (scale)
ARG REQUIREMENTS=requirements.txt
RUN python -m venv /opt/nianbao \
 && /opt/nianbao/bin/pip install --no-cache-dir --require-hashes -r "$REQUIREMENTS"
COPY pyproject.toml README.md LICENSE ./
COPY flows flows
COPY spiders spiders
COPY extractors extractors
COPY warehouse warehouse
COPY data data
RUN /opt/nianbao/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11.14-slim-bookworm
# Debian keeps one version of a package at a time, so naming it would break the build with each of its updates.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libarchive13 libreoffice-writer libreoffice-calc \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home nianbao \
 && install -d -o nianbao -g nianbao /var/lib/nianbao /var/lib/prefect /app
COPY --from=build /opt/nianbao /opt/nianbao
COPY --chown=nianbao prefect.yaml /app/
ENV PATH=/opt/nianbao/bin:$PATH \
    NIANBAO_HOME=/var/lib/nianbao \
    PREFECT_SERVER_ANALYTICS_ENABLED=false \
    DO_NOT_TRACK=1
USER 10001
WORKDIR /app
VOLUME /var/lib/nianbao
EXPOSE 4200
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:4200/api/health', timeout=5)"]
CMD ["nianbao", "serve", "--host", "0.0.0.0", "--url", "http://127.0.0.1:4200"]
