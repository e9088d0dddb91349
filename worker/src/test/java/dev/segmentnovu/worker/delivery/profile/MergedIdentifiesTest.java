package dev.segmentnovu.worker.delivery.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which identifies are merged, and what the merged write contains. */
final class MergedIdentifiesTest {

  private static final Instant RECEIVED = Instant.parse("2026-11-23T16:00:00Z");

  /** The fields and the custom traits of the merged write of two identifies. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MERGE | {email:'a@b.co'} | {phone:'1'} | {email:'a@b.co',phone:'1'} | {}",
        "MERGE | {email:'a@b.co'} | {email:'c@d.co'} | {email:'c@d.co'} | {}",
        "MERGE | {email:'a@b.co'} | {email:null} | {email:null} | {}",
        "MERGE | {email:null} | {email:'a@b.co'} | {email:'a@b.co'} | {}",
        "MERGE | {plan:'a',n:1} | {plan:'b',m:2} | {} | {plan:'b',n:1,m:2}",
        "MERGE | {plan:{x:1}} | {plan:{y:2}} | {} | {plan:{y:2}}",
        "MERGE | {plan:'a'} | {plan:null} | {} | {plan:null}",
        "MERGE | {} | {} | {} | {}",
        "MERGE | {name:'Jane Doe'} | {name:'Prince'} | {firstName:'Prince',lastName:null} | {}",
        "REPLACE | {plan:'a',n:1} | {plan:'b'} | {} | {plan:'b'}",
        "REPLACE | {plan:'a',n:1} | {email:'a@b.co'} | {email:'a@b.co'} | {plan:'a',n:1}",
        "IGNORE | {plan:'a',email:'a@b.co'} | {plan:'b'} | {email:'a@b.co'} | {}",
      })
  void the_last_value_of_a_trait_counts_and_a_null_erases(
      Mapping.CustomTraits policy, String first, String second, String fields, String custom) {
    EventMapper mapper = mapper(policy);
    UpsertSubscriber one = request(identify(first), mapper);
    JsonNode before = one.fields().deepCopy();

    var merged = MergedIdentifies.of(one, List.of(identify(second)), mapper, RECEIVED);

    assertThat(merged.followers()).hasSize(1);
    assertThat(merged.request().fields()).isEqualTo(json(fields));
    assertThat(merged.request().customTraits()).isEqualTo(json(custom));
    assertThat((JsonNode) one.fields()).as("what is merged stays as it is").isEqualTo(before);
  }

  @Test
  void an_event_that_is_no_plain_identify_ends_the_merged_events() {
    EventMapper mapper = mapper(Mapping.CustomTraits.MERGE);
    UpsertSubscriber first = request(identify("{n:1}"), mapper);
    byte[] next = identify("{n:2}");
    byte[] old = entry(EventType.IDENTIFY, "u", "{n:3}", RECEIVED.minusMillis(1), 0);
    byte[] replayed = entry(EventType.IDENTIFY, "u", "{n:3}", RECEIVED, 1);
    byte[] others = entry(EventType.IDENTIFY, "v", "{n:3}", RECEIVED, 0);
    byte[] track = entry(EventType.TRACK, "u", "{n:3}", RECEIVED, 0);
    byte[] unreadable = "no entry".getBytes(StandardCharsets.UTF_8);
    byte[] noJson = entry(EventType.IDENTIFY, "u", "{n:", RECEIVED, 0);

    for (byte[] end : List.of(old, replayed, others, track, unreadable, noJson)) {
      var merged = MergedIdentifies.of(first, List.of(next, end, next), mapper, RECEIVED);
      assertThat(merged.followers()).hasSize(1);
      assertThat(merged.request().customTraits()).isEqualTo(json("{n:2}"));
    }
    assertThat(MergedIdentifies.of(first, List.of(track), mapper, RECEIVED))
        .isEqualTo(new MergedIdentifies(first, List.of()));
  }

  private static UpsertSubscriber request(byte[] entry, EventMapper mapper) {
    var decoded = (DecodeResult.Decoded) EventCodec.read(EventCodec.decode(entry));
    UpsertSubscriber request = MergedIdentifies.onlyRequest(mapper.map(decoded.event()));
    assertThat(request).isNotNull();
    return java.util.Objects.requireNonNull(request);
  }

  private static byte[] identify(String traits) {
    return entry(EventType.IDENTIFY, "u", traits, RECEIVED, 0);
  }

  private static byte[] entry(
      EventType type, String user, String traits, Instant received, int replays) {
    String body = "{\"userId\":\"" + user + "\",\"event\":\"E\",\"traits\":" + quoted(traits) + "}";
    return EventCodec.encode(
        Events.of(type)
            .rawBody(body)
            .messageId("m")
            .receivedAt(received)
            .replays(replays)
            .stored());
  }

  private static JsonNode json(String text) {
    try {
      return EventCodec.JSON.readTree(quoted(text));
    } catch (java.io.IOException e) {
      throw new AssertionError(text, e);
    }
  }

  /** Turns text with bare names and single quotes into JSON. */
  private static String quoted(String text) {
    return text.replace('\'', '"').replaceAll("([{,])(\\w+):", "$1\"$2\":");
  }

  private static EventMapper mapper(Mapping.CustomTraits policy) {
    Mapping mapping = Mappings.mapping().customTraits(policy).build();
    return new EventMapper(
        Sources.source("web")
            .novu(URI.create("http://127.0.0.1"), "secret")
            .timeout(Duration.ofSeconds(3))
            .mapping(mapping)
            .build());
  }
}
