package io.ringway.balancer.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.telemetry.Exposition;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log levels and the access log over the admin port. */
class LogPagesTests extends OpenAdminPort {

  @Test
  void theLevelsOfTheLogAreToldAndChanged() throws Exception {
    String name = "io.ringway.balancer.admin";
    assertThat(get("/log/level").body()).contains("\"ROOT\":\"");
    String before = get("/log/level?logger=" + name).body();
    HttpResponse<String> set = send("PUT", "/log/level?logger=" + name + "&level=trace");
    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(set.body()).isEqualTo("{\"" + name + "\":\"TRACE\"}");
    assertThat(LoggerFactory.getLogger(name).isTraceEnabled()).isTrue();
    assertThat(get("/log/level").body()).contains("\"" + name + "\":\"TRACE\"");
    assertThat(send("PUT", "/log/level?logger=" + name + "&level=inherit").body())
        .isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 404, There is no such logger",
    "?logger=com.example.none&level=INFO, 404, There is no such logger",
    "?logger=ROOT, 400, That is not a level",
    "?logger=ROOT&level=, 400, That is not a level",
    "?logger=ROOT&level=LOUD, 400, That is not a level",
    "?logger=ROOT&level=INFO&level=WARN, 400, That is not a level",
    "?logger=ROOT&level=inherit, 400, That is not a level",
  })
  void aBadLevelIsAnsweredWithWhatToSend(String query, int status, String words) throws Exception {
    HttpResponse<String> answer = send("PUT", "/log/level" + query);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(words, "Use /log/level?logger=NAME&level=LEVEL");
  }

  @Test
  void whatIsLoggedAtWarnAndErrorIsCounted() throws Exception {
    Logger logger = LoggerFactory.getLogger(LogPagesTests.class);
    double warnings = logged("warn");
    double errors = logged("error");
    logger.info("Not counted.");
    logger.warn("Counted.");
    logger.error("Counted.");
    logger.error("Counted again.");
    assertThat(logged("warn")).isEqualTo(warnings + 1);
    assertThat(logged("error")).isEqualTo(errors + 2);
  }

  private double logged(String level) throws Exception {
    return Exposition.of(get("/metrics").body())
        .value("ringway_log_events_total{level=" + level + "}");
  }

  @Test
  void theAccessLogIsOpenedAnew() throws Exception {
    assertThat(send("POST", "/log/reopen").statusCode()).isEqualTo(200);
    assertThat(reopened).hasValue(1);
    assertThat(new LogPages(null).reopen().status()).isEqualTo(409);
  }

  @Test
  void aWebPageCannotChangeAnything() throws Exception {
    assertThat(
            exchange(
                "POST /log/reopen HTTP/1.1\r\nHost: t\r\nOrigin: http://evil\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(reopened).hasValue(0);
  }
}
