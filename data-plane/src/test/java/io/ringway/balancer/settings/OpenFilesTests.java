package io.ringway.balancer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTests {

  private static String limits(String soft) {
    return """
    Limit                     Soft Limit           Hard Limit           Units
    Max processes             1                    1                    processes
    Max open files            %-20s 1048576              files
    """
        .formatted(soft);
  }

  @Test
  void eachClientMayNeedAServer() {
    assertThat(OpenFiles.clients(limits("1024"))).isEqualTo(412);
    assertThat(OpenFiles.clients(limits("20"))).isEqualTo(64);
    assertThat(OpenFiles.clients(limits("unlimited"))).isEqualTo(Integer.MAX_VALUE);
    assertThat(OpenFiles.clients("")).isEqualTo(Integer.MAX_VALUE);
  }
}
