package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ringway.control.shell.NodeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.DefaultApplicationArguments;

class EnrolmentTokenFileTests {

  @TempDir Path folder;

  private final EnrolmentTokens tokens = mock(EnrolmentTokens.class);

  private void run(Path file) {
    when(tokens.issue(any())).thenReturn(new IssuedToken("1", "local balancer", "fresh"));
    when(tokens.verify(any())).thenReturn(Optional.empty());
    when(tokens.verify("known")).thenReturn(Optional.of("1"));
    new EnrolmentTokenFile(tokens, mock(NodeName.class), file.toString())
        .run(new DefaultApplicationArguments());
  }

  @Test
  void aFileWithAGoodTokenIsLeftAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "known\n");
    run(file);
    assertThat(file).hasContent("known");
  }

  @Test
  void aFileWithAnUnknownTokenIsReplacedWhole() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "of another database\n");
    run(file);
    assertThat(file).hasContent("fresh");
    assertThat(folder).isDirectoryContaining(one -> one.equals(file));
    try (var all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamedWithWhatToDo() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("plain"), "");
    assertThatThrownBy(() -> run(notAFolder.resolve("token")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("plain")
        .hasMessageContaining("ringway.fleet.token-file");
  }
}
