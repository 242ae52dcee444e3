# The whole system, built once: `docker compose up --build` takes one target each.
#   control-plane   8080   dashboard, REST, push to the balancers
#   balancer        5000   traffic (admin port 5001)
#   backend         9000   the sample replica
#   site            8000   the sample page

FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# The poms first: libraries are fetched again only when a pom changes.
COPY pom.xml ./
COPY .mvn .mvn
COPY ring/pom.xml ring/
COPY protocol/pom.xml protocol/
COPY routing/pom.xml routing/
COPY backend/pom.xml backend/
COPY web/pom.xml web/
COPY data-plane/pom.xml data-plane/
COPY control-plane/pom.xml control-plane/
COPY cli/pom.xml cli/
COPY bench/pom.xml bench/
COPY system-tests/pom.xml system-tests/
# Extra options for Maven in the build, such as a settings file's place; empty as a rule.
ARG MAVEN_ARGS=""
RUN mvn -B -q $MAVEN_ARGS -Dmaven.test.skip=true -Dspotless.check.skip=true \
      -pl backend,data-plane,control-plane -am package
COPY ring ring
COPY protocol protocol
COPY routing routing
COPY backend backend
COPY web web
COPY data-plane data-plane
COPY control-plane control-plane
# Tests and the format check have run before an image is built. The jars get one and the same time: a JVM passes its recorded
# start over when a jar has another time than in the record, and Docker takes a jar that has not changed from an earlier build.
RUN mvn -B -q $MAVEN_ARGS -Dmaven.test.skip=true -Dspotless.check.skip=true \
      -pl backend,data-plane,control-plane -am package \
 && find . -path '*/target/*' -name '*.jar' -exec touch -d 2020-01-01T00:00:00Z {} +

# What every image has: a runtime, one user (the same number everywhere, so that a volume can be shared) and curl for the checks.
FROM eclipse-temurin:25-jre AS run
RUN (command -v curl >/dev/null || (apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*)) \
 && groupadd --gid 10001 ringway \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin ringway \
 && mkdir -p /app /data /token \
 && chown ringway:ringway /data /token
WORKDIR /app
USER 10001:10001

FROM run AS backend
COPY --from=build /build/backend/target/ringway-backend.jar ./
ENV BIND=0.0.0.0 PORT=9000
EXPOSE 9000
HEALTHCHECK --interval=5s --timeout=2s --start-period=10s --retries=3 \
  CMD curl -fsS -o /dev/null "http://127.0.0.1:$PORT/heartbeat"
ENTRYPOINT ["java", "-Xmx32m", "-XX:+UseSerialGC", "-jar", "ringway-backend.jar"]

FROM run AS site
COPY web/src/main/resources/site /app/site
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=2s --start-period=10s --retries=3 \
  CMD curl -fsS -o /dev/null http://127.0.0.1:8000/client.html
ENTRYPOINT ["java", "-Xmx32m", "-XX:+UseSerialGC", "-m", "jdk.httpserver", "-b", "0.0.0.0", "-p", "8000", "-d", "/app/site"]

# One run of the whole system on the runtime of the images: it records what their starts need, and fails the build when a part
# does not run at all.
FROM run AS rehearsal
USER root
WORKDIR /rehearsal
COPY rehearse.sh ./
COPY control-plane/jvm.options control-plane/
COPY data-plane/jvm.options data-plane/
COPY --from=build /build/backend/target/ringway-backend.jar backend/target/
COPY --from=build /build/data-plane/target/lib data-plane/target/lib
COPY --from=build /build/data-plane/target/ringway-balancer.jar data-plane/target/
COPY --from=build /build/control-plane/target/lib control-plane/target/lib
COPY --from=build /build/control-plane/target/ringway-control-plane.jar control-plane/target/
RUN sh rehearse.sh /rehearsal/start

FROM run AS balancer
COPY --from=rehearsal /rehearsal/data-plane/target/lib lib
COPY --from=rehearsal /rehearsal/data-plane/target/ringway-balancer.jar /rehearsal/data-plane/jvm.options /rehearsal/start/balancer.aot ./
ENV RINGWAY_DATA=/data RINGWAY_ADMIN_BIND=0.0.0.0
VOLUME /data
EXPOSE 5000 5001
HEALTHCHECK --interval=5s --timeout=2s --start-period=15s --retries=3 \
  CMD curl -fsS -o /dev/null http://127.0.0.1:5001/live
ENTRYPOINT ["java", "@jvm.options", "-XX:MaxRAMPercentage=60", "-XX:AOTCache=balancer.aot", "-jar", "ringway-balancer.jar"]

FROM run AS control-plane
COPY --from=rehearsal /rehearsal/control-plane/target/lib lib
COPY --from=rehearsal /rehearsal/control-plane/target/ringway-control-plane.jar /rehearsal/control-plane/jvm.options /rehearsal/start/control-plane.aot ./
COPY control-plane/docker-entrypoint.sh /usr/local/bin/
ENV RINGWAY_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=2s --start-period=30s --retries=5 \
  CMD curl -fsS -o /dev/null http://127.0.0.1:8080/actuator/health/readiness
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["java", "@jvm.options", "-XX:MaxRAMPercentage=60", "-XX:AOTCache=control-plane.aot", "-jar", "ringway-control-plane.jar"]
