package dev.segmentnovu.event.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.testing.Events;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'identify','userId':'u'}                                    | IDENTIFY",
        "{'type':'identify','userId':'u','traits':{},'anonymousId':null}     | IDENTIFY",
        "{'type':'track','userId':'u','event':'E','properties':null}         | TRACK",
        "{'type':'group','userId':'u','groupId':'g'}                         | GROUP",
        "{'type':'page','userId':'u'}                                        | PAGE",
        "{'type':'screen','userId':'u','name':'n','category':'c'}            | SCREEN",
        "{'type':'alias','userId':'u','previousId':'p'}                      | ALIAS",
        "{'type':'delete','userId':'u'}                                      | DELETE",
      })
  void a_whole_event_is_valid(String event, EventType type) {
    assertThat(check(event, null)).isEqualTo(new EventRules.Result.Valid(type, "u", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'identify','anonymousId':'a'}                     | IDENTIFY",
        "{'type':'track','anonymousId':'a','event':'E','userId':''} | TRACK",
        "{'type':'group','anonymousId':'a','groupId':'g'}          | GROUP",
        "{'type':'page','anonymousId':'a','userId':null}           | PAGE",
        "{'type':'screen','anonymousId':'a','userId':' '}          | SCREEN",
        "{'type':'alias','anonymousId':'a','previousId':'p'}       | ALIAS",
        "{'type':'delete','anonymousId':'a'}                       | DELETE",
      })
  void an_event_of_an_anonymous_user_is_valid_whatever_its_type(String event, EventType type) {
    assertThat(check(event, null)).isEqualTo(new EventRules.Result.Valid(type, "a", null, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'userId':'u'}                                                      | bad_request",
        "{'type':7,'userId':'u'}                                             | bad_request",
        "{'type':'Track','userId':'u'}                                       | bad_request",
        "{'type':'identify'}                                                 | no_user_anon_id",
        "{'type':'identify','userId':null}                                   | no_user_anon_id",
        "{'type':'identify','userId':' '}                                    | no_user_anon_id",
        "{'type':'identify','anonymousId':' '}                               | no_user_anon_id",
        "{'type':'page'}                                                     | no_user_anon_id",
        "{'type':'alias','previousId':'p'}                                   | no_user_anon_id",
        "{'type':'page','anonymousId':'a','properties':1}                    | properties_not_object",
        "{'type':'alias','anonymousId':'a'}                                  | id_required",
        "{'type':'identify','userId':'\u00A0\uFEFF\u2003\\n\\t'}                | no_user_anon_id",
        "{'type':'identify','userId':7.0}                                    | id_not_string",
        "{'type':'identify','userId':7e1}                                    | id_not_string",
        "{'type':'identify','userId':true}                                   | id_not_string",
        "{'type':'identify','userId':[]}                                     | id_not_string",
        "{'type':'identify','userId':'u','anonymousId':7.5}                  | id_not_string",
        "{'type':'identify','userId':'u','anonymousId':false}                | id_not_string",
        "{'type':'identify','userId':'u','messageId':{}}                     | id_not_string",
        "{'type':'identify','userId':'u','traits':[]}                        | traits_not_object",
        "{'type':'track','userId':'u'}                                       | event_not_defined",
        "{'type':'track','userId':'u','event':''}                            | event_not_defined",
        "{'type':'track','userId':'u','event':{}}                            | event_not_string",
        "{'type':'track','userId':'u','event':'E','properties':'p'}          | properties_not_object",
        "{'type':'group','userId':'u'}                                       | id_required",
        "{'type':'group','userId':'u','groupId':1.5}                         | id_not_string",
        "{'type':'group','userId':'u','groupId':' '}                         | id_required",
        "{'type':'alias','userId':'u','previousId':{}}                       | id_not_string",
        "{'type':'alias','userId':'u','previousId':'\\t'}                     | id_required",
        "{'type':'page','userId':'u\\ud800'}                                  | bad_request",
        "{'type':'page','userId':'\\udc00\\ud800'}                            | bad_request",
        "{'type':'page','userId':'u','anonymousId':'\\udfff'}                 | bad_request",
        "{'type':'page','userId':'u','messageId':'m\\ud83d'}                  | bad_request",
        "{'type':'group','userId':'u','groupId':'\\ud800x'}                   | bad_request",
        "{'type':'alias','userId':'u','previousId':'\\ud800'}                 | bad_request",
        "{'type':'group','userId':'u','groupId':'g','traits':1}              | traits_not_object",
        "{'type':'page','userId':'u','name':1}                               | name_not_string",
        "{'type':'page','userId':'u','category':true}                        | category_not_string",
        "{'type':'screen','userId':'u','properties':1}                       | properties_not_object",
        "{'type':'alias','userId':'u'}                                       | id_required",
      })
  void what_is_wrong_has_segments_code(String event, String code) {
    assertThat(refusal(event, null).code()).isEqualTo(code);
    assertThat(refusal(event, null).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "7                    | 7",
        "12345678901234567890 | 12345678901234567890",
        "-0                   | -0",
        "-5                   | -5",
        "' u '   | u",
        "'\\t\\u00a0u v\\r\\n' | u v",
        "'\\ud83d\\ude00'     | 😀",
      })
  void a_users_id_is_the_text_that_is_written_without_blanks_at_its_ends(String id, String text) {
    String event = "{'type':'page','userId':" + id + "}";

    assertThat(check(event, null))
        .isEqualTo(new EventRules.Result.Valid(EventType.PAGE, text, null));
    // the worker must see the user whose events are ordered
    assertThat(Events.of(EventType.PAGE, event).event().userId()).isEqualTo(text);
  }

  @Test
  void every_id_may_be_an_integer() {
    assertThat(
            check(
                "{'type':'group','userId':1,'anonymousId':2,'groupId':3,'previousId':4,"
                    + "'messageId':12345678901234567890}",
                null))
        .isEqualTo(new EventRules.Result.Valid(EventType.GROUP, "1", "12345678901234567890"));
  }

  @Test
  void the_route_says_the_type_where_the_event_does_not_and_must_agree_where_it_does() {
    assertThat(check("{'userId':'u'}", EventType.PAGE))
        .isEqualTo(new EventRules.Result.Valid(EventType.PAGE, "u", null));
    assertThat(check("{'userId':'u','type':'page'}", EventType.PAGE))
        .isEqualTo(new EventRules.Result.Valid(EventType.PAGE, "u", null));
    assertThat(refusal("{'userId':'u','type':'screen'}", EventType.PAGE).message())
        .contains("screen")
        .contains("page");
  }

  @Test
  void a_message_id_has_at_most_100_characters() {
    String event = "{'type':'page','userId':'u','messageId':'%s'}";

    assertThat(check(event.formatted("m".repeat(100)), null))
        .isEqualTo(new EventRules.Result.Valid(EventType.PAGE, "u", "m".repeat(100)));
    assertThat(refusal(event.formatted("m".repeat(101)), null).code()).isEqualTo("bad_request");
  }

  @Test
  void an_event_has_at_most_so_many_bytes() {
    String event = "{'type':'page','userId':'u'}";

    assertThat(EventRules.check(scan(event), null, event.length()))
        .isInstanceOf(EventRules.Result.Valid.class);
    assertThat(EventRules.check(scan(event), null, event.length() - 1))
        .isInstanceOf(EventRules.Result.Invalid.class);
  }

  private static Refusal refusal(String event, @Nullable EventType route) {
    if (check(event, route) instanceof EventRules.Result.Invalid invalid) {
      return invalid.refusal();
    }
    throw new AssertionError(check(event, route));
  }

  private static EventRules.Result check(String event, @Nullable EventType route) {
    return EventRules.check(scan(event), route, 1_000);
  }

  private static ScannedEvent scan(String event) {
    if (BodyScanner.scan(event.replace('\'', '"').getBytes(UTF_8), 1)
        instanceof BodyScanner.Result.Scanned scanned) {
      return scanned.body().events().get(0);
    }
    throw new AssertionError(event);
  }
}
