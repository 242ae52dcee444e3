package io.ringway.control.access;

import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.env.Environment;

/**
 * The settings of this room, all below {@code ringway}.
 *
 * @param data folder of the files that this room writes
 * @param publicUrl address under which browsers reach the control plane
 * @param admin the administrator that the environment gives
 * @param classroom the classroom interface
 * @param access what is written for programs on this machine
 */
@ConfigurationProperties("ringway")
record AccessSettings(
    Path data,
    @Nullable String publicUrl,
    @Nullable Admin admin,
    @Nullable Classroom classroom,
    @Nullable Access access) {

  /** Creates the user {@code admin} with this password when there is no user yet. */
  record Admin(@Nullable String password) {}

  /** Whether {@code /rep}, {@code /add} and {@code /rm} need no token. */
  record Classroom(@Nullable Boolean open) {}

  /** Whether {@code api.token} is written for programs of this machine's user. */
  record Access(@Nullable Boolean localToken) {}

  @Nullable String adminPassword() {
    return admin == null || admin.password() == null || admin.password().isBlank()
        ? null
        : admin.password();
  }

  boolean classroomOpen(Environment environment) {
    return classroom == null || classroom.open() == null ? loopback(environment) : classroom.open();
  }

  boolean localToken(Environment environment) {
    return access == null || access.localToken() == null
        ? loopback(environment)
        : access.localToken();
  }

  private static boolean loopback(Environment environment) {
    var address = environment.getProperty("server.address", InetAddress.class);
    return address != null && address.isLoopbackAddress();
  }
}
