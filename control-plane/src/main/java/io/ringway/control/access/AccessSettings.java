package io.ringway.control.access;

import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.env.Environment;

/**
 * The settings of access control, all below {@code ringway}.
 *
 * @param data folder of the files that are written here
 * @param publicUrl address under which browsers reach the control plane
 * @param admin the administrator that the environment configures
 * @param classroom the classroom interface
 * @param access the token file for programs on this machine
 */
@ConfigurationProperties("ringway")
record AccessSettings(
    Path data,
    @Nullable String publicUrl,
    @Nullable Admin admin,
    @Nullable Classroom classroom,
    @Nullable Access access) {

  /** The password with which the user {@code admin} is created when there is no user yet. */
  record Admin(@Nullable String password) {}

  /**
   * The access to {@code /rep}, {@code /add} and {@code /rm}.
   *
   * @param open whether they need no token; null: only when the server listens on loopback
   */
  record Classroom(@Nullable Boolean open) {}

  /**
   * The token file {@code api.token} for programs of the user that runs Ringway.
   *
   * @param localToken whether it is written; null: only when the server listens on loopback
   */
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
