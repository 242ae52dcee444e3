package io.ringway.control.shell;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Makes private what libraries have put into the data folder during the start. */
@Component
class DataFolderPermissions {

  private final Path data;

  DataFolderPermissions(@Value("${ringway.data:./data}") Path data) {
    this.data = data;
  }

  /** The embedded database makes its file with the rights that the process gives to any file. */
  @EventListener(ApplicationReadyEvent.class)
  void tighten() {
    DataFolder.tighten(data);
  }
}
