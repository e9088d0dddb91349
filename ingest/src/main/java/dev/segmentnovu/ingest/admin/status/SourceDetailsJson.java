package dev.segmentnovu.ingest.admin.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.form.ValueTypes;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.history.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one source as JSON. A credential is named by its position, never by its value. */
final class SourceDetailsJson {

  private SourceDetailsJson() {}

  static ObjectNode of(SourceDetails details, EntryPointUrls urls, Instant now) {
    RelayConfig.Source config = details.config();
    ObjectNode json = EventCodec.JSON.createObjectNode().put("source", config.name());
    json.set("state", StatusJson.source(details.status()));
    ArrayNode webhooks = json.putArray("webhookUrls");
    urls.webhooks(config).forEach(webhooks::add);
    json.put("trackingUrl", urls.tracking(config));
    ArrayNode credentials = json.putArray("credentials");
    add(
        credentials,
        "write-key",
        "write key",
        Credential.Kind.WRITE_KEY,
        config.writeKeys(),
        details.credentials());
    add(
        credentials,
        "secret",
        "shared secret",
        Credential.Kind.SHARED_SECRET,
        config.sharedSecrets(),
        details.credentials());
    json.put("ordering", ValueTypes.written(config.ordering()))
        .put("anonymous", ValueTypes.written(config.admission().anonymous()))
        .put("unmapped", ValueTypes.written(config.mapping().unmapped()))
        .put("novuUrl", config.novu().url().toString());
    ArrayNode budget = json.putArray("budget");
    for (BudgetState each : details.budget()) {
      budget
          .addObject()
          .put("category", each.category())
          .put("limit", each.limit())
          .put("windowSeconds", each.window().toMillis() / 1_000.0)
          .put("burst", each.burst())
          .put("remaining", each.left())
          .put("resetAt", JsonTime.text(fullAt(each, now)));
    }
    json.put("circuit", details.isCircuitOpen() ? "open" : "closed");
    json.putObject("concurrency")
        .put("used", details.calls())
        .put("limit", details.callLimit())
        .put("max", details.mostCalls());
    return json;
  }

  private static void add(
      ArrayNode json,
      String kind,
      String name,
      Credential.Kind ofKind,
      List<Secret> secrets,
      Map<String, Instant> uses) {
    for (int i = 0; i < secrets.size(); i++) {
      String fingerprint = new Credential(ofKind, secrets.get(i)).fingerprint();
      json.addObject()
          .put("kind", kind)
          .put("name", name + " " + (i + 1))
          .put("lastUsedAt", JsonTime.text(uses.get(fingerprint)));
    }
  }

  /** When the tokens that are missing have flowed in; null if none is missing. */
  private static @Nullable Instant fullAt(BudgetState state, Instant now) {
    int missing = state.burst() - state.left();
    if (missing <= 0 || state.limit() <= 0) {
      return null;
    }
    return now.plus(Duration.ofMillis(state.window().toMillis() * missing / state.limit()));
  }
}
