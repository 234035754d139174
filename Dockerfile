# One image, three commands: the worker, the edge and the migrations (docker-compose.yml says which).
# Debian, not Alpine: the core of the Temporal SDK is built against glibc.
FROM node:24-slim AS base
WORKDIR /app
ENV NODE_ENV=production

FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY . .
RUN npm run build

FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM base
# The SDK's core reads the system's certificates when Temporal is reached over TLS; slim has none.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# What is read at run time and is not code: found from the folder of package.json.
COPY package.json ./
COPY db/migrations db/migrations
COPY templates templates
USER node
CMD ["node", "dist/worker/main.js"]
