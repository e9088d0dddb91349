package dev.segmentnovu.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventMapperTest {

  private final EventMapper mapper =
      new EventMapper(
          new RelayConfig.Source(
              "web",
              List.of(),
              List.of(),
              new RelayConfig.Novu(
                  RelayConfig.defaults().sources().get(0).novu().url(),
                  new Secret("k"),
                  Duration.ofSeconds(1)),
              Mapping.of(Map.of("User Registered", "welcome")),
              RelayConfig.defaults().sources().get(0).retry()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // traits and context | fields | custom traits
        "'traits':{}                                       | {}                                      | {}",
        "'traits':{'email':'a@b.c','plan':'pro'}           | {'email':'a@b.c'}                       | {'plan':'pro'}",
        "'traits':{'first_name':'A','lastName':'B'}        | {'firstName':'A','lastName':'B'}        | {}",
        "'traits':{'firstName':'A','first_name':'Z'}       | {'firstName':'A'}                       | {}",
        "'traits':{'name':'Peter van Gibbons'}             | {'firstName':'Peter','lastName':'van Gibbons'} | {}",
        "'traits':{'name':'Prince'}                        | {'firstName':'Prince'}                  | {}",
        "'traits':{'name':'P G','lastName':'X'}            | {'lastName':'X'}                        | {}",
        "'traits':{'name':{'first':'P'}}                   | {}                                      | {'name':{'first':'P'}}",
        "'traits':{'email':null,'avatar':null}             | {'avatar':null,'email':null}            | {}",
        "'traits':{'email':'','phone':'  '}                | {}                                      | {}",
        "'traits':{'phone':15551234567}                    | {'phone':'15551234567'}                 | {}",
        "'traits':{'email':['a@b.c']}                      | {}                                      | {'email':['a@b.c']}",
        "'traits':{'logins':5,'big':12345678901234567000}  | {}                                      | {'logins':5,'big':12345678901234567000}",
        "'context':{'locale':'en-US','timezone':'Europe/Amsterdam'} | {'locale':'en-US','timezone':'Europe/Amsterdam'} | {}",
        "'traits':{'locale':'de'},'context':{'locale':'en'} | {'locale':'de'}                        | {}",
        "'context':{'locale':7}                            | {}                                      | {}",
        "'traits':{'email':' a@b.c '}                      | {'email':'a@b.c'}                       | {}",
        "'traits':{'email':true}                           | {}                                      | {'email':true}",
        "'traits':{'timezone':'Mars/Base'}                 | {}                                      | {'timezone':'Mars/Base'}",
        "'traits':{'timezone':' '},'context':{'timezone':'Asia/Tokyo'} | {'timezone':'Asia/Tokyo'}   | {}",
        "'traits':{'timezone':null},'context':{'timezone':'Asia/Tokyo'} | {'timezone':null}          | {}",
        "'context':{'locale':'en_US.UTF-8','timezone':'GMT+2:00'} | {}                               | {}",
        "'traits':{'name':null}                            | {'firstName':null,'lastName':null}      | {}",
        "'traits':{'name':null,'firstName':'A'}            | {'firstName':'A'}                       | {}",
        "'traits':{'name':'  '}                            | {}                                      | {}",
      })
  void an_identify_sets_only_what_it_names(String members, String fields, String custom) {
    var upsert =
        (NovuRequest.UpsertSubscriber) send(EventType.IDENTIFY, "{'userId':'u1'," + members + "}");

    assertThat(upsert.subscriberId()).isEqualTo("u1");
    assertThat(upsert.fields()).isEqualTo(json(fields));
    assertThat(upsert.customTraits()).isEqualTo(json(custom));
  }

  @Test
  void a_track_triggers_the_mapped_workflow_under_a_stable_transaction_id() {
    String body = "{'userId':'u1','event':'User Registered','properties':{'a':[1]}}";

    assertThat(send(EventType.TRACK, body))
        .isEqualTo(
            new NovuRequest.Trigger(
                "u1",
                "welcome",
                (com.fasterxml.jackson.databind.node.ObjectNode) json("{'a':[1]}"),
                "web:m1:welcome"))
        .isEqualTo(send(EventType.TRACK, body));
  }

  @Test
  void a_track_without_a_workflow_cannot_be_delivered() {
    assertThat(map(EventType.TRACK, "{'userId':'u1','event':'user registered'}"))
        .isEqualTo(
            new MappingResult.Undeliverable(
                "unmapped", "No workflow mapped for event: user registered"));
  }

  @ParameterizedTest
  @CsvSource({
    "0e8c78ea9d97a7b8185e8632, true",
    "a:b_c.d-e, true",
    "team@example.com, true",
    "with space, false",
    "naïve, false",
  })
  void a_group_is_a_topic_if_its_id_can_be_a_key(String groupId, boolean taken) {
    MappingResult result = map(EventType.GROUP, "{'userId':'u1','groupId':'" + groupId + "'}");

    if (taken) {
      assertThat(result)
          .isEqualTo(new MappingResult.Send(new NovuRequest.SubscribeToTopic("u1", groupId)));
    } else {
      assertThat(result).isInstanceOf(MappingResult.Undeliverable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "cut \\ud83d"})
  void an_id_that_would_be_another_address_is_not_sent(String id) {
    for (EventType type : List.of(EventType.IDENTIFY, EventType.DELETE)) {
      assertThat(map(type, "{'userId':'" + id + "'}"))
          .isInstanceOfSatisfying(
              MappingResult.Undeliverable.class,
              bad -> assertThat(bad.reason()).isEqualTo("invalid"));
    }
    assertThat(map(EventType.GROUP, "{'userId':'u','groupId':'" + id + "'}"))
        .isInstanceOf(MappingResult.Undeliverable.class);
  }

  @Test
  void a_topics_key_has_at_most_100_characters() {
    assertThat(map(EventType.GROUP, "{'userId':'u','groupId':'" + "g".repeat(100) + "'}"))
        .isInstanceOf(MappingResult.Send.class);
    assertThat(map(EventType.GROUP, "{'userId':'u','groupId':'" + "g".repeat(101) + "'}"))
        .isInstanceOf(MappingResult.Undeliverable.class);
  }

  @Test
  void a_delete_forgets_the_subscriber() {
    assertThat(send(EventType.DELETE, "{'userId':'u1'}"))
        .isEqualTo(new NovuRequest.DeleteSubscriber("u1"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PAGE", "SCREEN", "ALIAS"})
  void the_other_calls_mean_nothing_without_a_rule(EventType type) {
    assertThat(map(type, "{'userId':'u1','previousId':'p'}"))
        .isInstanceOf(MappingResult.Skip.class);
  }

  @Test
  void an_event_not_meant_for_novu_is_skipped() {
    assertThat(map(EventType.IDENTIFY, "{'userId':'u1','integrations':{'Novu':false}}"))
        .isInstanceOf(MappingResult.Skip.class);
  }

  private NovuRequest send(EventType type, String body) {
    if (map(type, body) instanceof MappingResult.Send send) {
      return send.request();
    }
    throw new AssertionError(map(type, body));
  }

  private MappingResult map(EventType type, String body) {
    var stored =
        new StoredEvent(
            "m1", type, Instant.EPOCH, 0, null, null, body.replace('\'', '"').getBytes(UTF_8));
    if (EventCodec.read(stored) instanceof DecodeResult.Decoded decoded) {
      return mapper.map(decoded.event());
    }
    throw new AssertionError(body);
  }

  private static JsonNode json(String text) {
    try {
      return EventCodec.JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
