package dev.segmentnovu.ingest.admin.history;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes of the configuration and deployments, over HTTP and Redis. */
final class MarkRoutesTest {

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void it_lists_what_changed_in_a_period() {
    String text = "sources." + relay.source + ".workflows";
    get(relay.queue.operators().marks().configured(text));

    assertThat(texts("")).contains(text);
    assertThat(texts("?from=1h")).contains(text);
    assertThat(texts("?from=2h&to=1h")).doesNotContain(text);
    JsonNode items = json(relay.call("GET", "/admin/marks")).get("items");
    JsonNode last = items.get(items.size() - 1);
    assertThat(last.fieldNames()).toIterable().containsExactly("at", "kind", "text");
    assertThat(last.get("kind").asText()).isIn("configuration", "deployment");
    assertThat(last.get("at").asText()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
  }

  private String texts(String query) {
    return relay.call("GET", "/admin/marks" + query).body();
  }

  @Test
  void a_period_that_ends_before_it_begins_is_refused() {
    assertThat(relay.call("GET", "/admin/marks?from=1h&to=2h").statusCode()).isEqualTo(400);
    assertThat(relay.call("GET", "/admin/marks?since=1h").statusCode()).isEqualTo(400);
  }
}
