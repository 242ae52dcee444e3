package io.ringway.control.access;

import io.ringway.control.shell.StartException;

/** The administrator's password in the settings is not good enough to start with. */
final class WeakAdminPassword extends StartException {
  WeakAdminPassword(String faults) {
    super("RINGWAY_ADMIN_PASSWORD cannot be used: " + faults);
  }
}
