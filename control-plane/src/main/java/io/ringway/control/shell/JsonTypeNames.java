package io.ringway.control.shell;

import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of JSON types for Java types, in error messages. */
public final class JsonTypeNames {

  private JsonTypeNames() {}

  /** Names the value that a field takes, with the unit that the end of the field's name gives. */
  public static String wanted(String field, @Nullable Class<?> type) {
    String name = name(type);
    return field.endsWith("Millis") && isInteger(type) ? name + " of milliseconds" : name;
  }

  private static boolean isInteger(@Nullable Class<?> type) {
    return type != null
        && (type.isPrimitive() || Number.class.isAssignableFrom(type))
        && type != boolean.class
        && type != double.class
        && type != Double.class;
  }

  static String name(@Nullable Class<?> type) {
    if (type == null) {
      return "another kind of value";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(String::valueOf)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == String.class) {
      return "a text";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (isInteger(type)) {
      return "a whole number";
    }
    if (type == UUID.class) {
      return "an id such as 123e4567-e89b-12d3-a456-426614174000";
    }
    return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }
}
