# Builds the package, then keeps only what it needs to run: no compiler, no npm, no development dependencies.
# compose.yaml and the release pin the base image by digest; a plain `docker build .` takes what the tag has today.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# The sources come later, so that their changes keep this layer: no script of the package can run yet.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY spec spec
COPY fixtures fixtures
COPY src src
COPY ui ui
# The optional peers are development dependencies here: npm leaves them out with both flags only.
RUN npm run build && node spec/publish.ts image && npm prune --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="aps-userinfo" \
  org.opencontainers.image.description="Mock server for Autodesk's OpenID Connect endpoint GET /userinfo" \
  org.opencontainers.image.licenses="MIT"
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/spec spec
COPY --from=build /build/fixtures fixtures
ENV NODE_ENV=production APS_USERINFO_HOST=0.0.0.0 APS_USERINFO_PORT=4010
# The user node, by number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
EXPOSE 4010
# No shell; http answers with --tls, too.
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.APS_USERINFO_PORT + '/__admin/health').then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The process is PID 1 and handles SIGTERM itself, so no init is needed.
ENTRYPOINT ["node", "/app/dist/lib/main.js"]
CMD ["mock"]
