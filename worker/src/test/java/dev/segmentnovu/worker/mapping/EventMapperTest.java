package dev.segmentnovu.worker.mapping;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.worker.mapping.MappingFixture.map;
import static dev.segmentnovu.worker.mapping.MappingFixture.requests;
import static dev.segmentnovu.worker.testing.Quoted.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventMapperTest {

  private static final Mapping MAPPING = Mappings.of(Map.of("User Registered", "welcome"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // traits and context | fields | custom traits
        "'traits':{}                                       | {}                                      | {}",
        "'traits':{'email':'a@b.co','plan':'pro'}          | {'email':'a@b.co'}                      | {'plan':'pro'}",
        "'traits':{'first_name':'A','lastName':'B'}        | {'firstName':'A','lastName':'B'}        | {}",
        "'traits':{'name':'Prince'}                        | {'firstName':'Prince','lastName':null}  | {}",
        "'traits':{'name':'P G','lastName':'X'}            | {'firstName':'P','lastName':'X'}        | {}",
        "'traits':{'name':{'first':'P'}}                   | {}                                      | {'name':{'first':'P'}}",
        "'traits':{'email':null,'avatar':null}             | {'avatar':null,'email':null}            | {}",
        "'traits':{'email':'','phone':'  '}                | {}                                      | {}",
        "'traits':{'email':['a@b.co']}                     | {}                                      | {'email':['a@b.co']}",
        "'traits':{'email':'nobody'}                       | {}                                      | {'email':'nobody'}",
        "'traits':{'logins':5,'big':12345678901234567000}  | {}                                      | {'logins':5,'big':12345678901234567000}",
        "'context':{'locale':'en-US','timezone':'Europe/Amsterdam'} | {'locale':'en-US','timezone':'Europe/Amsterdam'} | {}",
        "'context':{'timezone':'EST'}                      | {'timezone':'EST'}                      | {}",
        "'traits':{'locale':'de'},'context':{'locale':'en'} | {'locale':'de'}                        | {}",
        "'context':{'locale':7,'timezone':null}            | {}                                      | {}",
        "'traits':{'timezone':'Mars/Base'},'context':{'timezone':'Asia/Tokyo'} | {'timezone':'Asia/Tokyo'} | {'timezone':'Mars/Base'}",
        "'traits':{'timezone':' '},'context':{'timezone':'Asia/Tokyo'} | {'timezone':'Asia/Tokyo'}   | {}",
        "'traits':{'timezone':null},'context':{'timezone':'Asia/Tokyo'} | {'timezone':null}          | {}",
        "'context':{'locale':'en_US.UTF-8','timezone':'GMT+2:00'} | {}                               | {}",
      })
  void an_identify_sets_only_the_fields_it_names(String members, String fields, String custom) {
    var upsert =
        (NovuRequest.UpsertSubscriber)
            only(map(MAPPING, EventType.IDENTIFY, "{'userId':'u1'," + members + "}"));

    assertThat(upsert.subscriberId()).isEqualTo("u1");
    assertThat(upsert.fields()).isEqualTo(json(fields));
    assertThat(upsert.customTraits()).isEqualTo(json(custom));
  }

  @Test
  void a_track_triggers_the_mapped_workflow_under_a_stable_transaction_id() {
    Events registered = Events.track("User Registered").user("u1").properties("{'a':[1]}");

    assertThat(only(map(MAPPING, registered)))
        .isEqualTo(NovuRequest.Trigger.of("u1", "welcome", json("{'a':[1]}"), "web:m1:welcome"))
        .isEqualTo(only(map(MAPPING, registered)));
  }

  @Test
  void a_track_without_a_workflow_cannot_be_delivered() {
    assertThat(map(MAPPING, Events.track("user registered").user("u1")))
        .isEqualTo(
            new MappingResult.Undeliverable(
                "unmapped", "No workflow mapped for event: \"user registered\""));
  }

  @ParameterizedTest
  @CsvSource({
    "0e8c78ea9d97a7b8185e8632, true",
    "a:b_c.d-e, true",
    "team@example.com, true",
    "with space, false",
    "naïve, false",
  })
  void a_group_becomes_a_topic_if_its_id_is_a_valid_key(String groupId, boolean taken) {
    MappingResult result = map(MAPPING, Events.group(groupId).user("u1"));

    if (taken) {
      assertThat(result)
          .isEqualTo(
              new MappingResult.Send(
                  List.of(
                      new MappingResult.Step(
                          "group", new NovuRequest.SubscribeToTopic("u1", groupId)))));
    } else {
      assertThat(result).isInstanceOf(MappingResult.Undeliverable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "cut \\ud83d"})
  void an_id_that_cannot_be_a_path_segment_is_not_sent(String id) {
    for (EventType type : List.of(EventType.IDENTIFY, EventType.DELETE)) {
      assertThat(map(MAPPING, type, "{'userId':'" + id + "'}"))
          .isInstanceOfSatisfying(
              MappingResult.Undeliverable.class,
              bad -> assertThat(bad.reason()).isEqualTo("invalid"));
    }
    assertThat(map(MAPPING, EventType.GROUP, "{'userId':'u','groupId':'" + id + "'}"))
        .isInstanceOf(MappingResult.Undeliverable.class);
  }

  @Test
  void a_topic_key_may_have_600_characters() {
    String key = "g".repeat(600);

    assertThat(only(map(MAPPING, Events.group(key).user("u"))))
        .isEqualTo(new NovuRequest.SubscribeToTopic("u", key));
  }

  @ParameterizedTest
  @CsvSource({
    "DEAD_LETTER, Application Opened, true",
    "SKIP, Application Opened, true",
    "DEAD_LETTER, Application Uninstalled, false",
    "SKIP, application uninstalled, false",
  })
  void the_device_token_of_an_unmapped_track_is_sent(Unmapped policy, String event, boolean sent) {
    Mapping mapping = mapping().unmapped(policy).push("apns", "fcm").build();
    String message = "No workflow mapped for event: \"" + event + '"';
    MappingResult.Unsent end =
        policy == Unmapped.SKIP
            ? new MappingResult.Skip(MappingResult.SkipReason.UNMAPPED, message)
            : new MappingResult.Undeliverable("unmapped", message);

    MappingResult result =
        map(
            mapping,
            Events.track(event).user("u").context("{'device':{'type':'android','token':'t'}}"));

    assertThat(result)
        .isEqualTo(
            sent
                ? new MappingResult.Send(
                    List.of(
                        new MappingResult.Step(
                            "device token", new NovuRequest.AddDeviceToken("u", "fcm", "t"))),
                    end,
                    List.of())
                : end);
  }

  @Test
  void a_token_of_an_unknown_platform_is_reported_as_left_out() {
    Mapping mapping = mapping().push("apns", "fcm").build();
    Events event = Events.track("E").user("u").context("{'device':{'type':'phone','token':'t'}}");

    assertThat(map(mapping, event).leftOut())
        .extracting(LeftOut::place, LeftOut::field)
        .containsExactly(tuple("context.device", "token"));
  }

  @Test
  void a_delete_deletes_the_subscriber() {
    assertThat(only(map(MAPPING, Events.delete().user("u1"))))
        .isEqualTo(new NovuRequest.DeleteSubscriber("u1"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PAGE", "SCREEN", "ALIAS"})
  void page_screen_and_alias_calls_are_skipped_without_a_rule(EventType type) {
    assertThat(map(MAPPING, type, "{'userId':'u1','previousId':'p'}"))
        .isInstanceOf(MappingResult.Skip.class);
  }

  @Test
  void an_event_whose_integrations_exclude_novu_is_skipped() {
    assertThat(map(MAPPING, Events.identify().user("u1").integrations("{'Novu':false}")))
        .isInstanceOf(MappingResult.Skip.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MERGE   | {'plan':'pro'} | false",
        "REPLACE | {'plan':'pro'} | true",
        "IGNORE  | {}             | false",
      })
  void custom_traits_are_merged_replaced_or_ignored(
      CustomTraits policy, String custom, boolean replace) {
    var upsert =
        (NovuRequest.UpsertSubscriber)
            only(
                map(
                    mapping().customTraits(policy).build(),
                    Events.identify().user("u1").trait("email", "a@b.co").trait("plan", "pro")));

    assertThat(upsert.customTraits()).isEqualTo(json(custom));
    assertThat(upsert.replace()).isEqualTo(replace);
    assertThat(upsert.fields()).isEqualTo(json("{'email':'a@b.co'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'active':false | {'locale':'de'} | {}",
        "'active':true  | {'locale':'de','timezone':'Asia/Tokyo'} | {}",
        "'active':null  | {'locale':'de','timezone':'Asia/Tokyo'} | {}",
      })
  void the_context_of_a_call_on_the_users_behalf_is_ignored(
      String active, String fields, String custom) {
    var upsert =
        (NovuRequest.UpsertSubscriber)
            only(
                map(
                    MAPPING,
                    Events.identify()
                        .user("u1")
                        .trait("locale", "de")
                        .context("{" + active + ",'locale':'en','timezone':'Asia/Tokyo'}")));

    assertThat(upsert.fields()).isEqualTo(json(fields));
    assertThat(upsert.customTraits()).isEqualTo(json(custom));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // type | context | where the token goes
        "IDENTIFY | 'device':{'token':'t','type':'ios'}                  | apns",
        "TRACK    | 'device':{'token':'t','type':'iOS'}                  | apns",
        "TRACK    | 'device':{'token':'t','type':'android'}              | fcm",
        "TRACK    | 'device':{'token':'t','type':' Android '}            | fcm",
        "TRACK    | 'device':{'token':'t','type':'iPadOS'}               | apns",
        "TRACK    | 'device':{'token':'t','type':'phone','manufacturer':'Apple'} | apns",
        "TRACK    | 'device':{'token':'t','manufacturer':'apple'},'os':{'name':'watchOS'} | apns",
        "TRACK    | 'device':{'token':'t','type':'android','manufacturer':'Apple'} | fcm",
        "TRACK    | 'device':{'token':'t','type':'phone','manufacturer':'Google'},'os':{'name':'Android'} | fcm",
        "TRACK    | 'device':{'token':'t'},'os':{'name':'iOS'}           | apns",
        "TRACK    | 'device':{'token':'t'},'os':{'name':'iPadOS'}        | apns",
        "TRACK    | 'device':{'token':'t'},'os':{'name':'iPhone OS'}     | apns",
        "IDENTIFY | 'device':{'token':'t','type':'tablet'}               | ",
        "TRACK    | 'device':{'token':'t','type':'desktop'},'os':{'name':'Windows'} | ",
        "TRACK    | 'device':{'token':'t','manufacturer':'Samsung'}      | ",
        "TRACK    | 'device':{'token':'t'}                               | ",
        "SCREEN   | 'device':{'token':'t','type':'ios'}                  | ",
        "GROUP    | 'device':{'token':'t','type':'ios'}                  | ",
        "TRACK    | 'device':{'token':' ','type':'ios'}                  | ",
        "TRACK    | 'device':{'token':7,'type':'ios'}                    | ",
        "TRACK    | 'device':{'token':null}                              | ",
        "TRACK    | 'device':'t'                                         | ",
        "TRACK    | 'active':false,'device':{'token':'t','type':'ios'}   | ",
      })
  void a_device_token_goes_to_the_provider_of_its_platform(
      EventType type, String context, @Nullable String provider) {
    Mapping mapping = mapping().workflow("User Registered", "welcome").push("apns", "fcm").build();
    Mapping withoutPush = mapping().workflow("User Registered", "welcome").build();
    String body =
        "{'userId':'u1','groupId':'g','event':'User Registered','context':{" + context + "}}";

    List<NovuRequest> tokens =
        map(mapping, type, body)
            .match(
                send ->
                    requests(send).stream()
                        .filter(NovuRequest.AddDeviceToken.class::isInstance)
                        .toList(),
                skip -> List.of(),
                undeliverable -> List.of());
    assertThat(tokens)
        .isEqualTo(
            provider == null
                ? List.of()
                : List.of(new NovuRequest.AddDeviceToken("u1", provider, "t")));
    assertThat(map(withoutPush, type, body))
        .isNotInstanceOf(MappingResult.Undeliverable.class)
        .satisfies(without -> assertThat(without.toString()).doesNotContain("AddDeviceToken"));
  }

  @Test
  void a_token_without_a_provider_is_not_sent() {
    assertThat(
            requests(
                map(
                    mapping().push(null, "fcm").build(),
                    Events.identify().user("u").context("{'device':{'token':'t','type':'ios'}}"))))
        .hasSize(1);
  }

  private static NovuRequest only(MappingResult result) {
    List<NovuRequest> requests = requests(result);
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }
}
