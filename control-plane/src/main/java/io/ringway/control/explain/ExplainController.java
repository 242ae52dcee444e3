package io.ringway.control.explain;

import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST interface that explains the routing of keys and requests. */
@RestController
@Tag(name = "Explore")
final class ExplainController {

  private final Explorer explorer;

  ExplainController(Explorer explorer) {
    this.explorer = explorer;
  }

  @GetMapping("/api/v1/clusters/{name}/keys/{*rest}")
  @Operation(summary = "Where a key goes and why; everything after keys/ is the key, slashes too")
  Explanation key(@PathVariable String name, HttpServletRequest request) {
    return explain(name, rawKey(request));
  }

  @GetMapping("/api/v1/clusters/{name}/keys")
  @Operation(summary = "Where a key goes and why; for keys that do not fit into a path")
  Explanation keyAsParameter(
      @PathVariable String name, @RequestParam(defaultValue = "") String key) {
    return explain(name, key);
  }

  private Explanation explain(String name, String key) {
    explorer.listen(name);
    return Explorer.asked(() -> explorer.explain(ExplainRequest.key(name, key)));
  }

  @PostMapping("/api/v1/clusters/{name}:explain")
  @Operation(
      summary = "Where a key or a whole request goes and why, also by each balancer",
      description =
          "Answers the rule that yielded the key, its bytes, hash and position, and the servers in"
              + " order, each with the reason why it takes the key or not, and who takes it if that"
              + " server dies. With balancers=true every connected balancer is asked too, by its own"
              + " table and what it observes; where one differs, 'differences' says in what and why."
              + " A balancer that does not answer within two seconds says so in 'outcome'.")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      content =
          @Content(
              examples = {
                @ExampleObject(name = "a key", value = "{\"key\": \"user-42\"}"),
                @ExampleObject(
                    name = "a whole request",
                    value =
                        """
                        {"request": {"method": "GET", "host": "shop.example",
                          "target": "/cart?id=7", "headers": {"X-Key": "user-42"},
                          "client": "203.0.113.7"}}\
                        """)
              }))
  ExplanationComparison explain(
      @PathVariable String name,
      @RequestBody ExplainRequest body,
      @Parameter(description = "whether to ask the connected balancers too")
          @RequestParam(defaultValue = "false")
          boolean balancers) {
    var listen = explorer.listen(name);
    return Explorer.asked(() -> {
      ExplainQuery explainQuery = body.question(name, listen);
      return balancers ? explorer.compare(explainQuery) : explorer.alone(explainQuery);
    });
  }

  /** Returns the key from the raw request path, since path matching would merge double slashes. */
  private static String rawKey(HttpServletRequest request) {
    String path = request.getRequestURI();
    int start = path.indexOf("/keys/", "/api/v1/clusters/".length());
    String raw = start < 0 ? "" : path.substring(start + "/keys/".length());
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "The key is not encoded properly",
          "Write every % in a key as %25 (" + e.getMessage() + ").");
    }
  }
}
