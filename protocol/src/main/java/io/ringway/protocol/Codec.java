package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ringway.ring.RingSpec;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.InjectableValues;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of the protocol. Unknown fields, which a newer peer may add, are ignored. A missing
 * or ill-typed field, an unknown type and a value out of range are refused. Thread-safe.
 */
public final class Codec {

  // Values of fields that older peers and older files do not have.
  static final String NO_TEXT = "no text";
  static final String NO_TIME = "no time";
  static final String NOT_AGAIN = "not tried again";
  static final String NO_COUNT = "not counted";
  static final String NO_TOTAL = "no total timeout";
  static final String EJECT_AFTER = "usual ejection, failures";
  static final String EJECT_MILLIS = "usual ejection, time";
  static final String MAX_EJECTED = "usual ejection, share";
  static final String PANIC = "usual panic threshold";
  static final String CHECK_METHOD = "usual health check, method";
  static final String CHECK_PORT = "usual health check, port";
  static final String CHECK_STATUSES = "usual health check, statuses";
  static final String NO_HOT_KEYS = "no hot keys";
  static final String ABORT_ON_HALF_CLOSE = "usual answer to a half-close";
  static final String NO_TLS = "in the clear";
  static final String NOT_SAID = "switched off";
  static final String NO_CLOSED_PORTS = "no closed ports";
  static final String NO_OBSTACLES = "no obstacles";
  static final String NO_ADDRESSES = "no addresses";
  static final String NO_REFUSED_ADDRESSES = "no refused addresses";
  static final String NO_NAME_FAILURE = "no failure to resolve";
  static final String NO_RESOLUTION = "no resolution";

  /** The injection key of the default steering, for code that stores one. */
  public static final String NO_STEERING = "no steering";

  /** The injection key of the default TLS settings to servers, for code that stores them. */
  public static final String NO_SERVER_TLS = "no TLS to servers";

  /** The injection key of the default relay policy, for code that stores one. */
  public static final String NO_RELAY = "usual relay";

  /** The injection key of the default replica policy, for code that stores one. */
  public static final String DEFAULT_REPLICA_POLICY = "usual replica policy";

  private static final InjectableValues ABSENT =
      new InjectableValues.Std()
          .addValue(NO_TEXT, "")
          .addValue(NO_TIME, 0L)
          .addValue(NOT_AGAIN, 0L)
          .addValue(NO_COUNT, 0L)
          .addValue(NO_TOTAL, 0)
          .addValue(EJECT_AFTER, HealthPolicy.DEFAULT.ejectAfter())
          .addValue(EJECT_MILLIS, HealthPolicy.DEFAULT.ejectMillis())
          .addValue(MAX_EJECTED, HealthPolicy.DEFAULT.maxEjectedPercent())
          .addValue(PANIC, HealthPolicy.DEFAULT.panicPercent())
          .addValue(CHECK_METHOD, HealthPolicy.DEFAULT.method())
          .addValue(CHECK_PORT, HealthPolicy.DEFAULT.port())
          .addValue(CHECK_STATUSES, HealthPolicy.DEFAULT.statuses())
          .addValue(NO_HOT_KEYS, HotKeys.NONE)
          .addValue(NO_TLS, false)
          .addValue(ABORT_ON_HALF_CLOSE, true)
          .addValue(NOT_SAID, false)
          .addValue(NO_CLOSED_PORTS, List.of())
          .addValue(NO_OBSTACLES, List.of())
          .addValue(NO_ADDRESSES, List.of())
          .addValue(NO_REFUSED_ADDRESSES, List.of())
          .addValue(NO_NAME_FAILURE, NameFailure.NONE)
          .addValue(NO_RESOLUTION, Resolution.NONE)
          .addValue(NO_STEERING, Steering.NONE)
          .addValue(NO_SERVER_TLS, ServerTls.OFF)
          .addValue(NO_RELAY, RelayPolicy.DEFAULT)
          .addValue(DEFAULT_REPLICA_POLICY, ReplicaPolicy.DEFAULT);

  private static final JsonMapper MAPPER =
      configure(
              JsonMapper.builder(
                  JsonFactory.builder()
                      .streamReadConstraints(
                          StreamReadConstraints.builder()
                              .maxNestingDepth(32)
                              .maxDocumentLength(Message.MAX_FRAME_BYTES)
                              .build())
                      .build()))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // Only enums that name a default value allow unknown constants, which newer peers may
          // add.
          .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .build();

  private Codec() {}

  /** Configures a mapper with the names of the sealed types and to refuse missing fields. */
  public static JsonMapper.Builder configure(JsonMapper.Builder builder) {
    return builder
        .addMixIn(Message.class, MessageTypes.class)
        .addMixIn(KeyRule.class, KeyRuleTypes.class)
        .addMixIn(RingSpec.class, RingSpecTypes.class)
        .addMixIn(Pin.class, PinTypes.class)
        .addMixIn(ExplainQuery.class, QuestionTypes.class)
        .injectableValues(ABSENT)
        // The ordinal of a constant is never part of a document.
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
            DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
  }

  /** Encodes a message as one line of JSON. */
  public static String encode(Message message) {
    return MAPPER.writeValueAsString(message);
  }

  /** Decodes a message. */
  public static Message decode(String json) throws ProtocolException {
    return read(json, Message.class);
  }

  /** Encodes a snapshot for the disk. */
  public static String encode(ConfigSnapshot snapshot) {
    return MAPPER.writeValueAsString(snapshot);
  }

  /** Decodes a snapshot. */
  public static ConfigSnapshot decodeSnapshot(String json) throws ProtocolException {
    return read(json, ConfigSnapshot.class);
  }

  private static <T> T read(String json, Class<T> type) throws ProtocolException {
    T value;
    try {
      value = MAPPER.readValue(json, type);
    } catch (JacksonException e) {
      throw new ProtocolException(e.getOriginalMessage(), e);
    }
    if (value == null) {
      throw new ProtocolException("The document is JSON null.", null);
    }
    return value;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Message.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Message.Publish.class, name = "publish"),
    @JsonSubTypes.Type(value = Message.Applied.class, name = "applied"),
    @JsonSubTypes.Type(value = Message.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = Message.Report.class, name = "report"),
    @JsonSubTypes.Type(value = Message.Ask.class, name = "ask"),
    @JsonSubTypes.Type(value = Message.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = Message.Unanswered.class, name = "unanswered"),
    @JsonSubTypes.Type(value = Message.Complaint.class, name = "complaint"),
    @JsonSubTypes.Type(value = Message.Bye.class, name = "bye"),
  })
  private interface MessageTypes {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = KeyRule.Header.class, name = "header"),
    @JsonSubTypes.Type(value = KeyRule.Cookie.class, name = "cookie"),
    @JsonSubTypes.Type(value = KeyRule.Query.class, name = "query"),
    @JsonSubTypes.Type(value = KeyRule.Path.class, name = "path"),
    @JsonSubTypes.Type(value = KeyRule.PathPrefix.class, name = "path-prefix"),
    @JsonSubTypes.Type(value = KeyRule.Host.class, name = "host"),
    @JsonSubTypes.Type(value = KeyRule.Method.class, name = "method"),
    @JsonSubTypes.Type(value = KeyRule.ClientAddress.class, name = "client-address"),
    @JsonSubTypes.Type(value = KeyRule.RequestUri.class, name = "request-uri"),
    @JsonSubTypes.Type(value = KeyRule.NormalPath.class, name = "normal-path"),
    @JsonSubTypes.Type(value = KeyRule.Literal.class, name = "literal"),
    @JsonSubTypes.Type(value = KeyRule.Joined.class, name = "joined"),
  })
  private interface KeyRuleTypes {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Pin.To.class, name = "to"),
    @JsonSubTypes.Type(value = Pin.Spread.class, name = "spread"),
  })
  private interface PinTypes {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = ExplainQuery.Key.class, name = "key"),
    @JsonSubTypes.Type(value = ExplainQuery.Request.class, name = "request"),
  })
  private interface QuestionTypes {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "algorithm")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = RingSpec.Points.class, name = "ring"),
    @JsonSubTypes.Type(value = RingSpec.Maglev.class, name = "maglev"),
    @JsonSubTypes.Type(value = RingSpec.Rendezvous.class, name = "rendezvous"),
    @JsonSubTypes.Type(value = RingSpec.Slots.class, name = "slots"),
    @JsonSubTypes.Type(value = RingSpec.Nginx.class, name = "nginx"),
    @JsonSubTypes.Type(value = RingSpec.HaProxy.class, name = "haproxy"),
  })
  private interface RingSpecTypes {}
}
