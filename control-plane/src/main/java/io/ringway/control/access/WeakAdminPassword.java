package io.ringway.control.access;

/** The administrator's password in the settings is not good enough to start with. */
public final class WeakAdminPassword extends RuntimeException {
  WeakAdminPassword(String faults) {
    super("RINGWAY_ADMIN_PASSWORD cannot be used: " + faults);
  }
}
