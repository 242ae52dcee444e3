package io.ringway.control.settings;

import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.review.FormNumber;
import io.ringway.control.review.ProposedChange;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of placements and their parameters. It offers all of {@link Rings#DEFAULTS}; the
 * parameters are the components of each record.
 */
public final class PlacementForm {

  private PlacementForm() {}

  /**
   * One placement.
   *
   * @param when advice on when to choose it
   */
  record Algorithm(String name, String title, String when, boolean chosen, List<Knob> knobs) {}

  /**
   * One parameter of a placement.
   *
   * @param field name of its form field
   * @param options the values of a choice; none for a number or a switch
   * @param flag true for a switch
   */
  record Knob(
      String field, String label, String hint, String value, List<String> options, boolean flag) {}

  /**
   * Returns the form.
   *
   * @param now the placement that is in force
   * @param typed the input of a field, or empty
   */
  public static List<Algorithm> of(RingSpec now, UnaryOperator<String> typed) {
    String chosen = typed.apply("placement").isEmpty() ? now.algorithm() : typed.apply("placement");
    return Rings.DEFAULTS.stream()
        .map(usual -> usual.algorithm().equals(now.algorithm()) ? now : usual)
        .map(spec ->
            new Algorithm(
                spec.algorithm(),
                title(spec),
                when(spec),
                spec.algorithm().equals(chosen),
                knobs(spec, typed)))
        .toList();
  }

  /** Reads the chosen placement in the JSON of REST; an empty parameter means its default. */
  public static ObjectNode read(UnaryOperator<String> typed) {
    String wanted = typed.apply("placement");
    RingSpec usual =
        Rings.DEFAULTS.stream()
            .filter(spec -> spec.algorithm().equals(wanted))
            .findFirst()
            .orElseThrow(() ->
                ClusterProblems.invalid(
                    "There is no placement '" + wanted + "': choose one of the list."));
    ObjectNode placement = ProposedChange.node().put("algorithm", wanted);
    for (Knob knob : knobs(usual, typed)) {
      String name = knob.field().substring(wanted.length() + 1);
      if (knob.flag()) {
        placement.put(name, Boolean.parseBoolean(knob.value()));
      } else if (!knob.options().isEmpty()) {
        placement.put(name, knob.value());
      } else {
        placement.put(name, FormNumber.whole(knob.label().toLowerCase(Locale.ROOT), knob.value()));
      }
    }
    return placement;
  }

  private static List<Knob> knobs(RingSpec spec, UnaryOperator<String> typed) {
    List<Knob> knobs = new ArrayList<>();
    for (RecordComponent component : spec.getClass().getRecordComponents()) {
      String field = spec.algorithm() + "." + component.getName();
      String text = typed.apply(field);
      Class<?> type = component.getType();
      knobs.add(
          new Knob(
              field,
              label(field),
              hint(field),
              text.isEmpty() ? value(spec, component) : text,
              type.isEnum()
                  ? Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList()
                  : List.of(),
              type == boolean.class));
    }
    return knobs;
  }

  private static String value(RingSpec spec, RecordComponent component) {
    try {
      return String.valueOf(component.getAccessor().invoke(spec));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The component " + component + " cannot be read.", e);
    }
  }

  private static String title(RingSpec spec) {
    return switch (spec) {
      case RingSpec.Points _ -> "Ring";
      case RingSpec.Maglev _ -> "Maglev";
      case RingSpec.Rendezvous _ -> "Rendezvous";
      case RingSpec.Slots _ -> "Classroom circle";
      case RingSpec.Nginx _ -> "As nginx";
      case RingSpec.HaProxy _ -> "As HAProxy";
    };
  }

  private static String when(RingSpec spec) {
    return switch (spec) {
      case RingSpec.Points _ ->
          "Weighted points on a circle. The usual choice: no change moves a key that need not"
              + " move.";
      case RingSpec.Maglev _ ->
          "A table that servers fill in turns. The most even shares; a change moves a few keys more"
              + " than necessary.";
      case RingSpec.Rendezvous _ ->
          "A table where the best score wins each slot. Nothing moves that need not, and each slot"
              + " has its own order when servers fail; for up to some hundred servers.";
      case RingSpec.Slots _ ->
          "512 slots with 9 virtual nodes a server: the exercise, to be compared with the others.";
      case RingSpec.Nginx _ ->
          "The mapping of nginx's hash KEY consistent, key for key: to move here without losing a"
              + " cache.";
      case RingSpec.HaProxy _ ->
          "The mapping of HAProxy's hash-type consistent, key for key: to move here without losing"
              + " a cache.";
    };
  }

  private static String label(String field) {
    return switch (field) {
      case "ring.points" -> "Points a server";
      case "maglev.tableSize" -> "Table size";
      case "rendezvous.slots", "slots.slots" -> "Slots";
      case "slots.virtualNodes" -> "Virtual nodes a server";
      case "haproxy.function" -> "Function";
      case "haproxy.avalanche" -> "Avalanche";
      default -> field.substring(field.indexOf('.') + 1);
    };
  }

  private static String hint(String field) {
    return switch (field) {
      case "ring.points" -> "1 to 65,536, for weight 1; more balance better, 14 bytes each";
      case "maglev.tableSize" -> "a prime from 7 to 16,777,213; a hundred for each server";
      case "rendezvous.slots" -> "a power of two from 64 to 1,048,576; a thousand for each server";
      case "slots.slots" -> "2 to 65,536";
      case "slots.virtualNodes" -> "1 to the number of slots, for weight 1";
      case "haproxy.function" -> "what hashes a key; SDBM when hash-type names none";
      case "haproxy.avalanche" -> "on when hash-type names no function, or says avalanche";
      default -> "";
    };
  }
}
