package io.ringway.balancer.settings;

import io.ringway.balancer.http.Limits;
import io.ringway.balancer.http.ResponseLimits;
import picocli.CommandLine.Option;

/** The options for the sizes of requests and of response heads. */
final class RequestLimitSettings {

  @Option(
      names = "--max-request-line",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MAX_REQUEST_LINE:-8192}",
      description = "Longest request line, then 414 (RINGWAY_MAX_REQUEST_LINE). Default: 8192.")
  int maxRequestLine = 8 << 10;

  @Option(
      names = "--max-head",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MAX_HEAD:-32768}",
      description = "Largest request head, then 431 (RINGWAY_MAX_HEAD). Default: 32768.")
  int maxHead = 32 << 10;

  @Option(
      names = "--max-headers",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_HEADERS:-100}",
      description =
          "Most header fields of a request, then 431 (RINGWAY_MAX_HEADERS). Default: 100.")
  int maxHeaders = 100;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MAX_BODY:-0}",
      description = "Largest request body, then 413; 0: any (RINGWAY_MAX_BODY). Default: 0.")
  long maxBody;

  @Option(
      names = "--max-response-head",
      paramLabel = "BYTES",
      defaultValue = "${env:RINGWAY_MAX_RESPONSE_HEAD:-65536}",
      description = "Largest response head, then 502 (RINGWAY_MAX_RESPONSE_HEAD). Default: 65536.")
  int maxResponseHead = ResponseLimits.DEFAULT.head();

  @Option(
      names = "--max-response-headers",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_MAX_RESPONSE_HEADERS:-200}",
      description =
          "Most header fields of a response, then 502 (RINGWAY_MAX_RESPONSE_HEADERS). Default:"
              + " 200.")
  int maxResponseHeaders = ResponseLimits.DEFAULT.headers();

  Limits limits() {
    OptionChecks.notNegative("--max-body", maxBody);
    return OptionChecks.naming(
        "--max-request-line, --max-head, --max-headers, --max-response-head and"
            + " --max-response-headers",
        () ->
            new Limits(
                maxRequestLine,
                maxHead,
                maxHeaders,
                maxBody == 0 ? Long.MAX_VALUE : maxBody,
                new ResponseLimits(maxResponseHead, maxResponseHeaders)));
  }
}
