package io.ringway.control.cluster;

import io.ringway.control.shell.JsonTypeNames;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterSettings;
import io.ringway.ring.Rings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the bodies of requests. Its errors name the path of the value that cannot be read. */
@Component
public class RequestBodies {

  private static final int LONGEST_SHOWN = 60;

  private final JsonMapper mapper;

  RequestBodies(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** Merges the settings of a body into others; JSON null restores the default. */
  public ClusterSettings settings(ClusterSettings base, ObjectNode body) {
    ObjectNode merged = mapper.valueToTree(base);
    if (body.path("placement").path("algorithm").isString()) {
      algorithm(merged, body.path("placement").path("algorithm").stringValue());
    }
    merge(merged, body, mapper.valueToTree(ClusterSettings.DEFAULT));
    return read(merged, ClusterSettings.class);
  }

  /**
   * Resets the parameters of the placement when the algorithm changes, since those of one algorithm
   * mean nothing to another.
   */
  private void algorithm(ObjectNode settings, String wanted) {
    if (!settings.path("placement").path("algorithm").asString().equals(wanted)) {
      settings.putObject("placement").put("algorithm", wanted);
      Rings.DEFAULTS.stream()
          .filter(spec -> spec.algorithm().equals(wanted))
          .forEach(spec -> settings.set("placement", mapper.valueToTree(spec)));
    }
  }

  /** Merges as RFC 7396 does, except that null restores the default. */
  private static void merge(ObjectNode target, ObjectNode patch, JsonNode defaults) {
    for (var field : patch.properties()) {
      JsonNode fallback = defaults.path(field.getKey());
      JsonNode old = target.path(field.getKey());
      if (field.getValue().isNull() && !fallback.isMissingNode()) {
        target.set(field.getKey(), fallback);
      } else if (field.getValue() instanceof ObjectNode inner && old instanceof ObjectNode into) {
        merge(into, inner, fallback);
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
  }

  /** Returns a view in the JSON that a client reads. */
  JsonNode shown(Object view) {
    return mapper.readTree(mapper.writeValueAsString(view));
  }

  /**
   * Removes a read-only field from a body that a client sends back, and checks that it is
   * unchanged.
   *
   * @param why the place to change it instead
   */
  void unchanged(ObjectNode body, JsonNode shown, String field, String why) {
    JsonNode given = body.remove(field);
    if (given != null && !given.equals(RequestBodies::compare, shown.path(field))) {
      throw bad("'" + field + "' cannot be changed here, " + why + ": send it as it is, or not.");
    }
  }

  /** Compares JSON values; 1 and 1.0 are equal. */
  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }

  /** Returns the body as an object. */
  public static ObjectNode object(@Nullable JsonNode body) {
    if (body instanceof ObjectNode object) {
      return object;
    }
    throw bad("Send a JSON object.");
  }

  /** Reads one object, an array of objects, or an object with an array under {@code servers}. */
  List<NewServerRequest> servers(@Nullable JsonNode body) {
    JsonNode list =
        body instanceof ObjectNode object && object.has("servers") ? onlyServers(object) : body;
    List<NewServerRequest> servers = new ArrayList<>();
    if (list != null && list.isArray()) {
      for (JsonNode server : list) {
        servers.add(read(object(server), NewServerRequest.class));
      }
    } else {
      servers.add(read(object(list), NewServerRequest.class));
    }
    return servers;
  }

  private static JsonNode onlyServers(ObjectNode body) {
    for (String field : body.propertyNames()) {
      if (!field.equals("servers")) {
        throw unknown(field);
      }
    }
    return body.path("servers");
  }

  /** Reads a tree into a record. */
  <T> T read(JsonNode tree, Class<T> type) {
    try {
      return mapper.treeToValue(tree, type);
    } catch (UnrecognizedPropertyException e) {
      throw unknown(path(e));
    } catch (InvalidTypeIdException e) {
      throw bad(
          "The type "
              + (e.getTypeId() == null ? "is missing" : "'" + e.getTypeId() + "' is not known")
              + (path(e).isEmpty() ? "" : " in '" + path(e) + "'")
              + ": see the schema at /v3/api-docs.");
    } catch (DatabindException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw ClusterProblems.invalid(String.valueOf(cause.getMessage()));
      }
      throw bad(
          wrong(e, tree, e instanceof MismatchedInputException it ? it.getTargetType() : null));
    } catch (InputCoercionException e) { // a number that is too large or too small
      throw bad(wrong(e, tree, e.getTargetType()));
    } catch (JacksonException e) {
      throw bad("The body cannot be read: " + e.getOriginalMessage());
    }
  }

  private static String wrong(JacksonException e, JsonNode tree, @Nullable Class<?> type) {
    JsonNode value = tree;
    for (JacksonException.Reference step : e.getPath()) {
      value =
          step.getPropertyName() == null
              ? value.path(step.getIndex())
              : value.path(step.getPropertyName());
    }
    String field = path(e);
    if (value.isMissingNode()) {
      return "The field '" + field + "' is missing: see the schema at /v3/api-docs.";
    }
    String shown = value.isArray() ? "a list" : value.isObject() ? "an object" : value.toString();
    return "The field '%s' is %s: give %s."
        .formatted(
            field,
            shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN) + "…",
            JsonTypeNames.wanted(field, type));
  }

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(step ->
            step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
        .collect(Collectors.joining("."));
  }

  static ProblemException unknown(String field) {
    return bad("There is no field '" + field + "' here: remove it or correct its name.");
  }

  public static ProblemException bad(String detail) {
    return new ProblemException(HttpStatus.BAD_REQUEST, "Not a valid request", detail);
  }
}
