package dev.segmentnovu.worker.novu;

import static dev.segmentnovu.worker.testing.Quoted.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchKindTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | /v1/events/trigger              | TRIGGERS",
        "POST   | /v2/subscribers                 | SUBSCRIBERS",
        "PATCH  | /v2/subscribers/u               | SUBSCRIBERS",
        "PATCH  | /v1/subscribers/u/credentials   |",
        "POST   | /v2/topics/t/subscriptions      |",
        "POST   | /v1/events/trigger/bulk         |",
      })
  void triggers_and_subscriber_changes_can_join_a_batch(String method, String path, String kind) {
    var call = new NovuCall(method, path, json("{'subscriberId':'u'}"));
    assertThat(call.batchKind()).isEqualTo(kind == null ? null : BatchKind.valueOf(kind));
  }

  @Test
  void a_call_without_a_body_joins_no_batch() {
    assertThat(NovuCall.readSubscriber("u").batchKind()).isNull();
    assertThat(NovuCall.deleteSubscriber("u").batchKind()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'firstName':null}",
        "{'email':'finn@'}",
        "{'email':'a b@example.com'}",
        "{'email':'ü@example.com'}",
        "{'email':'a@b@example.com'}",
        "{'email':'a@localhost'}",
        "{'email':'.a@example.com'}",
        "{'email':'a@-.com'}",
      })
  void a_subscriber_that_could_make_a_batch_fail_is_sent_alone(String fields) {
    assertThat(NovuCall.changeSubscriber("u", json(fields)).batchKind()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@example.com", "first.last+tag@mail.example.co.uk", "A_1-b@x-y.org"})
  void usual_addresses_can_join_a_batch(String email) {
    var call = NovuCall.changeSubscriber("u", json("{}").put("email", email));
    assertThat(call.batchKind()).isEqualTo(BatchKind.SUBSCRIBERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {" u", "u ", " "})
  void a_subscriber_whose_id_novu_would_strip_is_sent_alone(String id) {
    assertThat(NovuCall.changeSubscriber(id, json("{'firstName':'A'}")).batchKind()).isNull();
    assertThat(NovuCall.createSubscriber(id, json("{'firstName':'A'}")).batchKind()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'firstName':'Ä','data':{'a':[1]}}"})
  void a_change_becomes_a_part_with_its_id(String fields) {
    NovuCall call = NovuCall.changeSubscriber("u/\" ü", json(fields));
    ObjectNode wanted = json("{}").put("subscriberId", "u/\" ü");
    wanted.setAll(json(fields));
    assertThat(json(new String(BatchKind.SUBSCRIBERS.part(call), UTF_8))).isEqualTo(wanted);
  }

  @Test
  void the_body_contains_the_parts_in_order() {
    byte[] body = BatchKind.TRIGGERS.body(List.of("{'a':1}".getBytes(UTF_8), "{}".getBytes(UTF_8)));
    assertThat(json(new String(body, UTF_8))).isEqualTo(json("{'events':[{'a':1},{}]}"));
    assertThat(new String(BatchKind.SUBSCRIBERS.body(List.of("{}".getBytes(UTF_8))), UTF_8))
        .isEqualTo("{\"subscribers\":[{}]}");
  }
}
