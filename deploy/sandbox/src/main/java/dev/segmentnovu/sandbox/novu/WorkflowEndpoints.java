package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.environment.NovuEnvironment;
import dev.segmentnovu.sandbox.http.Call;
import dev.segmentnovu.sandbox.http.SandboxResponse;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Novu's {@code /v2/workflows}, as far as a search for a workflow needs it, and {@code
 * /v1/environments/me}, which shows the environment of an API key.
 */
final class WorkflowEndpoints {
  private static final int USUAL_LIMIT = 50;
  private static final int HIGHEST_LIMIT = 100;

  private final NovuEnvironment environment;

  WorkflowEndpoints(NovuEnvironment environment) {
    this.environment = environment;
  }

  /**
   * GET of several: {@code limit}, {@code offset} and {@code query}, a part of the name. If all
   * names exist, it lists the workflows that are set up and the one in the query.
   */
  SandboxResponse list(Call call) {
    int limit = number(call.query().get("limit"), USUAL_LIMIT);
    int offset = number(call.query().get("offset"), 0);
    var rules =
        new Rules()
            .check(limit >= 1, "limit must not be less than 1")
            .check(limit <= HIGHEST_LIMIT, "limit must not be greater than " + HIGHEST_LIMIT)
            .check(offset >= 0, "offset must not be less than 0");
    if (!rules.broken().isEmpty()) {
      return SandboxResponse.invalid(call, rules.broken());
    }
    String query = call.query().get("query");
    Set<String> names = new TreeSet<>(environment.named());
    if (query != null && environment.knows(query)) {
      names.add(query);
    }
    String part = query == null ? "" : query.toLowerCase(Locale.ROOT);
    names.removeIf(name -> !name.toLowerCase(Locale.ROOT).contains(part));
    ObjectNode data = EventCodec.JSON.createObjectNode();
    ArrayNode workflows = data.putArray("workflows");
    names.stream().skip(offset).limit(limit).forEach(name -> workflows.add(workflow(call, name)));
    data.put("totalCount", names.size());
    return SandboxResponse.data(200, data);
  }

  /** GET of one. */
  SandboxResponse get(Call call) {
    return environment.knows(call.key())
        ? SandboxResponse.data(200, workflow(call, call.key()))
        : SandboxResponse.error(
            call,
            404,
            "Workflow cannot be found",
            EventCodec.JSON.createObjectNode().put("workflowId", call.key()));
  }

  /** GET of the API key's environment. */
  SandboxResponse environment(Call call) {
    return SandboxResponse.data(
        200,
        EventCodec.JSON
            .createObjectNode()
            .put("_id", Subscribers.objectId("environment"))
            .put("name", "Sandbox")
            .put("_organizationId", Subscribers.objectId("organization"))
            .put("identifier", "sandbox"));
  }

  private ObjectNode workflow(Call call, String name) {
    String id = Subscribers.objectId(name);
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("_id", id)
            .put("workflowId", name)
            .put("slug", name + "_wf_" + id)
            .put("name", name)
            .put("status", environment.inactive().contains(name) ? "INACTIVE" : "ACTIVE")
            .put("origin", "novu-cloud")
            .put("createdAt", call.at().toString())
            .put("updatedAt", call.at().toString());
    json.putArray("stepTypeOverviews").add("in_app");
    return json;
  }

  /** −1, which no rule allows, for a text that is no number. */
  private static int number(@Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }
}
