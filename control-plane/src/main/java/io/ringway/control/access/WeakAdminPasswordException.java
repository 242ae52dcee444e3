package io.ringway.control.access;

import io.ringway.control.shell.StartException;

/** The failure of a start because {@code ringway.admin.password} is too weak. */
final class WeakAdminPasswordException extends StartException {
  WeakAdminPasswordException(String faults) {
    super("RINGWAY_ADMIN_PASSWORD cannot be used: " + faults);
  }
}
