package io.ringway.control.access;

import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The creation of the first administrator. While there is no user, the one-time link in the file
 * {@code setup-url} lets its reader create one. Each start writes a new link. The setting {@code
 * ringway.admin.password} creates the user {@code admin} instead.
 */
@Component
class Setup implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(Setup.class);

  private final UserStore userStore;
  private final Audit audit;
  private final AccessSettings settings;
  private final PublicAddress address;
  private final SecretFile file;
  private final String token = SecretGenerator.create();
  private final ReentrantLock used = new ReentrantLock();

  Setup(UserStore userStore, Audit audit, AccessSettings settings, PublicAddress address) {
    this.userStore = userStore;
    this.audit = audit;
    this.settings = settings;
    this.address = address;
    this.file = new SecretFile(settings.data().resolve("setup-url"));
  }

  @Override
  public void afterSingletonsInstantiated() {
    var password = settings.adminPassword();
    if (!userStore.isEmpty()) {
      file.delete();
    } else if (password != null) {
      var faults = new Credentials("admin", password).faults();
      if (!faults.isEmpty()) {
        throw new WeakAdminPasswordException(String.join(" ", faults));
      }
      userStore.create("admin", password, Role.ADMIN);
      audit.record("user.created", "admin", "The administrator, by ringway.admin.password.");
      file.delete();
      LOG.info("Created the user admin with the password from ringway.admin.password.");
    }
  }

  /** Writes the link once the server listens, since it contains the port. */
  @EventListener
  void listening(WebServerInitializedEvent event) {
    if (event.getApplicationContext().getServerNamespace() != null || !userStore.isEmpty()) {
      return;
    }
    var link = address.get() + "/setup?token=" + token;
    file.write(link);
    // The log must not contain the link: logs are collected, kept and read by more people than the
    // file.
    LOG.info("Create the administrator with the link in {}; it works once.", file.path());
  }

  /** Tells whether there is no user yet. */
  boolean isPending() {
    return userStore.isEmpty();
  }

  /** Tells whether the link with this token is valid now. */
  boolean isValid(String offered) {
    return SecretGenerator.equalInConstantTime(token, offered) && userStore.isEmpty();
  }

  /**
   * Creates the administrator; returns false when the link was used before, or at the same moment.
   */
  boolean createAdministrator(String offered, Credentials credentials) {
    used.lock();
    try {
      if (!isValid(offered)) {
        return false;
      }
      userStore.create(credentials.name(), credentials.password(), Role.ADMIN);
      audit.record("user.created", credentials.name(), "The administrator, by the one-time link.");
      file.delete();
      return true;
    } finally {
      used.unlock();
    }
  }
}
