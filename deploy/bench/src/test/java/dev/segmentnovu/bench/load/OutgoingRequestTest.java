package dev.segmentnovu.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutgoingRequestTest {

  @ParameterizedTest
  @CsvSource({
    "SINGLE,300,1",
    "BATCH,1000,100",
    "BATCH,30000,16",
    "SDK,30000,1",
    "MIXED,300,1",
    "REPEATS,400,1"
  })
  void each_event_has_its_size_its_own_ids_and_a_readable_mark(
      Scenario scenario, int payload, int count) throws IOException {
    List<OutgoingRequest> requests = OutgoingRequest.of(scenario, payload);
    for (int number = 0; number < requests.size(); number++) {
      OutgoingRequest request = requests.get(number);
      request.fill(1, 1, 1, 1, 10);
      byte[] bytes = request.fill(1_234_567, 42, 7, 5, 1_000_000).array();
      int body = new String(bytes, US_ASCII).indexOf("\r\n\r\n") + 4;

      JsonNode json = EventCodec.JSON.readTree(Arrays.copyOfRange(bytes, body, bytes.length));
      List<JsonNode> events = new ArrayList<>();
      if (json.has("batch")) {
        json.path("batch").forEach(events::add);
      } else {
        events.add(json);
      }
      assertThat(events).hasSize(count);
      int mark = body;
      for (int i = 0; i < count; i++) {
        assertThat(EventCodec.JSON.writeValueAsBytes(events.get(i))).hasSize(payload);
        assertThat(events.get(i).path("userId").asText()).matches("user-\\d{7}");
        assertThat(events.get(i).path("messageId").asText())
            .isEqualTo("bench-0042%010d".formatted(7 + i));
        if (!scenario.isMarked(number)) {
          continue;
        }
        mark = TraceMark.find(bytes, mark, bytes.length);
        assertThat(mark).isPositive();
        assertThat(TraceMark.micros(bytes, mark)).isEqualTo(1_234_567);
        assertThat(TraceMark.run(bytes, mark)).isEqualTo(42);
        assertThat(TraceMark.number(bytes, mark)).isEqualTo(7 + i);
        assertThat(TraceMark.settled(bytes, mark)).isEqualTo(5);
        mark += TraceMark.LENGTH;
      }
      assertThat(TraceMark.find(bytes, mark, bytes.length)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"MIXED,false", "REPEATS,true"})
  void each_fourth_event_is_an_identify_whose_traits_repeat_only_if_the_load_repeats(
      Scenario scenario, boolean same) throws IOException {
    List<OutgoingRequest> requests = OutgoingRequest.of(scenario, 500);
    List<String> types = new ArrayList<>();
    for (OutgoingRequest request : requests) {
      types.add(event(request, 1).path("type").asText());
    }
    assertThat(types).containsExactly("identify", "track", "track", "track");

    JsonNode first = event(requests.get(0), 4);
    JsonNode second = event(requests.get(0), 8);
    assertThat(first.path("traits").size()).isEqualTo(4);
    assertThat(withoutUser(first).equals(withoutUser(second))).isEqualTo(same);
  }

  private static JsonNode event(OutgoingRequest request, long number) throws IOException {
    byte[] bytes = request.fill(1, 1, number, 0, 10).array();
    int body = new String(bytes, US_ASCII).indexOf("\r\n\r\n") + 4;
    return EventCodec.JSON.readTree(Arrays.copyOfRange(bytes, body, bytes.length));
  }

  private static JsonNode withoutUser(JsonNode event) {
    return ((ObjectNode) event.get("traits")).without("email");
  }
}
