package io.ringway.control.access;

import io.ringway.control.shell.CannotStart;

/** The administrator's password in the settings is not good enough to start with. */
final class WeakAdminPassword extends CannotStart {
  WeakAdminPassword(String faults) {
    super("RINGWAY_ADMIN_PASSWORD cannot be used: " + faults);
  }
}
