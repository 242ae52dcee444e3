package io.ringway.control.shell;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The permissions of files that libraries create in the data folder during the start. */
@Component
class DataFolderPermissions {

  private final Path data;

  DataFolderPermissions(@Value("${ringway.data:./data}") Path data) {
    this.data = data;
  }

  /**
   * Removes the permissions of other users: the embedded database creates its file with the default
   * ones.
   */
  @EventListener(ApplicationReadyEvent.class)
  void restrict() {
    DataFolderInitializer.restrictPermissions(data);
  }
}
