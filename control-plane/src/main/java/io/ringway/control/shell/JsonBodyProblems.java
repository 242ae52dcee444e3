package io.ringway.control.shell;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** The problems for invalid JSON bodies, which name the field and the position. */
final class JsonBodyProblems {

  private JsonBodyProblems() {}

  static ProblemDetail of(HttpMessageNotReadableException why) {
    return switch (why.getCause()) {
      case UnrecognizedPropertyException unknown ->
          bad(
              "Unknown field",
              "The field \""
                  + Problems.cut(path(unknown))
                  + "\" is not known here"
                  + known(unknown)
                  + ".");
      case ValueInstantiationException refused when cause(refused) != null ->
          Problems.problem(
              HttpStatus.UNPROCESSABLE_CONTENT, "Invalid values", String.valueOf(cause(refused)));
      case InvalidFormatException format ->
          bad(
              "Wrong type",
              "The field \""
                  + path(format)
                  + "\" is \""
                  + Problems.cut(String.valueOf(format.getValue()))
                  + "\": give "
                  + JsonTypeNames.wanted(path(format), format.getTargetType())
                  + ".");
      case MismatchedInputException mismatch when mismatch.getPath().isEmpty() ->
          bad(
              "Wrong type",
              "The body must be " + JsonTypeNames.name(mismatch.getTargetType()) + ".");
      case MismatchedInputException mismatch ->
          bad(
              "Wrong type",
              "The field \""
                  + path(mismatch)
                  + "\" has a wrong or no value: give "
                  + JsonTypeNames.wanted(path(mismatch), mismatch.getTargetType())
                  + ".");
      case InputCoercionException number ->
          bad(
              "Wrong number",
              "The field \""
                  + path(number)
                  + "\" has a number that is too large or too small: give "
                  + JsonTypeNames.wanted(path(number), number.getTargetType())
                  + ".");
      case StreamReadException syntax ->
          bad(
              "Malformed JSON",
              "The body is not JSON: look at line "
                  + syntax.getLocation().getLineNr()
                  + ", column "
                  + syntax.getLocation().getColumnNr()
                  + ".");
      case null -> bad("Body missing", "The request needs a body: send a JSON object.");
      default -> bad("Malformed body", "The body cannot be read: send a JSON object.");
    };
  }

  /** Returns the message of a constructor that refused a value, such as port 0. */
  private static @Nullable String cause(ValueInstantiationException refused) {
    return refused.getCause() instanceof IllegalArgumentException why ? why.getMessage() : null;
  }

  private static String known(UnrecognizedPropertyException unknown) {
    var ids = unknown.getKnownPropertyIds();
    return ids == null || ids.isEmpty()
        ? ": leave it out"
        : ids.stream()
            .map(String::valueOf)
            .sorted()
            .collect(Collectors.joining(", ", ": leave it out or use one of ", ""));
  }

  private static String path(JacksonException where) {
    var path = new StringBuilder();
    for (var step : where.getPath()) {
      var name = step.getPropertyName();
      if (name == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.toString();
  }

  private static ProblemDetail bad(String title, String detail) {
    return Problems.problem(HttpStatus.BAD_REQUEST, title, detail);
  }
}
