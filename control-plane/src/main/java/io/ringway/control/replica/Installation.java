package io.ringway.control.replica;

import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The id of this installation. It marks what Ringway starts, so that nothing else is ever stopped.
 * All control planes of one database share it; two databases never do.
 */
@Component
class Installation {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private final String id;

  /**
   * Reads the id from the database; the first start writes it there.
   *
   * @param given the setting; empty uses the id in the database
   */
  Installation(JdbcClient database, @Value("${ringway.installation:}") String given) {
    if (!given.isEmpty() && !ID.matcher(given).matches()) {
      throw new IllegalArgumentException(
          "ringway.installation is '"
              + given
              + "': give 1 to 64 letters, digits, dots, dashes and underscores, or leave it out.");
    }
    this.id = given.isEmpty() ? stored(database) : given;
  }

  String id() {
    return id;
  }

  private static String stored(JdbcClient database) {
    var known = database.sql("select id from installation").query(String.class).optional();
    if (known.isPresent()) {
      return known.get();
    }
    try {
      database
          .sql("insert into installation (only_row, id) values (1, :id)")
          .param("id", UUID.randomUUID().toString())
          .update();
    } catch (DuplicateKeyException _) {
      // Another node of the same database was first, so its id counts.
    }
    return database.sql("select id from installation").query(String.class).single();
  }
}
