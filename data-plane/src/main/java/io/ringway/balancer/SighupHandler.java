package io.ringway.balancer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handler of SIGHUP, the signal on which log rotation expects files to be reopened.
 *
 * <p>Java has no public API for signals. {@code sun.misc.Signal} is exported by {@code
 * jdk.unsupported} (JEP 260); it is used through reflection because the compiler warns about every
 * direct use.
 */
final class SighupHandler {

  private static final Logger LOG = LoggerFactory.getLogger(SighupHandler.class);

  private SighupHandler() {}

  /** Runs this action at each SIGHUP from now on, instead of ending the process. */
  static void install(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object calls =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), calls);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("SIGHUP cannot be handled here: rotate the access log with POST /log/reopen", e);
    }
  }
}
