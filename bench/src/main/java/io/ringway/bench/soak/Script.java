package io.ringway.bench.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A random sequence of actions, each of them once at first, with their counts. */
final class Script {

  private final SoakContext soak;
  private final List<Action> actions;
  private final List<Action> first;
  private final int weights;
  private final long intervalMillis;
  private final Map<String, Integer> done = new TreeMap<>();

  /**
   * Creates a script.
   *
   * @param intervalMillis the pause after each action
   */
  Script(SoakContext soak, List<Action> actions, long intervalMillis) {
    this.soak = soak;
    this.actions = List.copyOf(actions);
    this.first = new ArrayList<>(actions);
    this.intervalMillis = intervalMillis;
    this.weights = actions.stream().mapToInt(Action::weight).sum();
  }

  /** Executes actions until the time is over. */
  void actUntil(long nanos) throws InterruptedException {
    while (System.nanoTime() - nanos < 0) {
      act(draw());
      TimeUnit.MILLISECONDS.sleep(intervalMillis);
    }
  }

  private Action draw() {
    if (!first.isEmpty()) {
      return first.remove(soak.random().nextInt(first.size()));
    }
    int at = soak.random().nextInt(weights);
    for (Action action : actions) {
      at -= action.weight();
      if (at < 0) {
        return action;
      }
    }
    throw new IllegalStateException("No action has a weight.");
  }

  /**
   * Executes one action. A failure is a finding and the script continues: a defect, be it of the
   * test itself, must not cost the report of everything before.
   */
  void act(Action action) throws InterruptedException {
    try {
      action.step().run();
      done.merge(action.name(), 1, Integer::sum);
    } catch (InterruptedException | SoakException e) {
      throw e;
    } catch (IOException e) {
      soak.findings().add(action.name(), e.toString());
    } catch (Exception e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      soak.findings().add("The action '" + action.name() + "' is broken", trace.toString());
    }
  }

  /** Prints a message about a restart, which takes long enough to be announced. */
  static void log(String text) {
    System.err.println(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + text);
  }

  /** Returns how often each action was executed. */
  Map<String, Integer> done() {
    return Map.copyOf(done);
  }
}
