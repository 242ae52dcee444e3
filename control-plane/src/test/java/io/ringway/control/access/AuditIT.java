package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/** The deletion of old audit events. */
class AuditIT extends RunningControlPlane {

  @Autowired Audit audit;
  @Autowired JdbcClient jdbc;
  @Autowired List<ScheduledTaskHolder> tasks;

  @Test
  void events_older_than_the_retention_are_forgotten_while_it_runs() {
    at(Duration.ofDays(91)).record("test", "ada", "-", "old");
    at(Duration.ofDays(89)).record("test", "ada", "-", "young");
    audit.deleteExpired();
    assertThat(audit.newest(Long.MAX_VALUE, 100)).extracting(AuditEvent::detail).contains("young");
    assertThat(audit.newest(Long.MAX_VALUE, 100))
        .extracting(AuditEvent::detail)
        .doesNotContain("old");
    assertThat(tasks)
        .flatExtracting(ScheduledTaskHolder::getScheduledTasks)
        .anySatisfy(task -> assertThat(task).hasToString(Audit.class.getName() + ".deleteExpired"));
  }

  @Test
  void a_retention_out_of_its_range_says_what_is_possible() {
    assertThatThrownBy(() -> new Audit(jdbc, Instant::now, Duration.ofSeconds(59)))
        .hasMessage("ringway.audit.retention is PT59S: give a time from 1m to 3650d, such as 90d.");
  }

  private Audit at(Duration ago) {
    return new Audit(jdbc, () -> Instant.now().minus(ago), Duration.ofDays(90));
  }
}
