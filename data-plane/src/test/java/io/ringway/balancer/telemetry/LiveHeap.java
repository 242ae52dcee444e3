package io.ringway.balancer.telemetry;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The size of this JVM's reachable objects after a full collection. */
final class LiveHeap {

  private LiveHeap() {}

  static long bytes() {
    try {
      String histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      String total = histogram.substring(histogram.lastIndexOf("Total")).trim();
      return Long.parseLong(total.split("\\s+", -1)[2]);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
