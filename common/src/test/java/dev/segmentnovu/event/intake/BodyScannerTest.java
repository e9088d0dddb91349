package dev.segmentnovu.event.intake;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyScannerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " {'type':'track'}                                  | SINGLE | {'type':'track'}",
        "{ 'a' : [1,{'b':2}] , 'é':'☃😀' }                  | SINGLE | { 'a' : [1,{'b':2}] , 'é':'☃😀' }",
        "[]                                                 | ARRAY  | ''",
        "[{'a':1}]                                          | ARRAY  | {'a':1}",
        "[ {'a':1} , {'b':'☃'} ]                            | ARRAY  | {'a':1};{'b':'☃'}",
        "[{'json':{'type':'x'}},{'json': {'y':[]} }]        | ARRAY  | {'type':'x'};{'y':[]}",
        "[{'type':'track','json':{'a':1}}]                  | ARRAY  | {'type':'track','json':{'a':1}}",
        "[{'json':1}]                                       | ARRAY  | {'json':1}",
        "{'batch':[{'a':1},{'b':{'c':[]}}],'writeKey':'k'}  | BATCH  | {'a':1};{'b':{'c':[]}}",
        "{'batch':[]}                                       | BATCH  | ''",
        "{'batch':[{'json':{'a':1}}]}                       | BATCH  | {'json':{'a':1}}",
        "{'batch':7}                                        | SINGLE | {'batch':7}",
        "{'batch':[{'a':1}],'batch':[{'b':1}]}              | BATCH  | {'b':1}",
      })
  void each_events_bytes_are_found(String body, Shape shape, String events) {
    byte[] bytes = utf8(body);
    ScannedBody scanned = scan(bytes);

    assertThat(scanned.shape()).isEqualTo(shape);
    assertThat(
            scanned.events().stream()
                .map(e -> new String(Arrays.copyOfRange(bytes, e.start(), e.end()), UTF_8)))
        .containsExactlyElementsOf(
            events.isEmpty() ? List.of() : List.of(events.replace('\'', '"').split(";")));
  }

  @Test
  void members_are_read_and_the_last_of_one_name_counts() {
    ScannedEvent event =
        scan(utf8(
                "{'userId':'a','userId':'b','anonymousId':null,'properties':{'userId':'c'},'event':7}"))
            .events()
            .get(0);

    assertThat(event.text(Member.USER_ID)).isEqualTo("b");
    assertThat(event.get(Member.ANONYMOUS_ID)).isNull();
    assertThat(event.get(Member.EVENT)).isNotNull();
    assertThat(event.text(Member.EVENT)).isNull();
  }

  @Test
  void what_stands_around_a_batch_is_read() {
    ScannedBody body =
        scan(
            utf8(
                "{'context':{'library':{'name':'é'}},'batch':[{'context':{'ip':1}}],"
                    + "'integrations':{'All':false},'writeKey':'k','sentAt':'2026-11-23T16:11:22Z'}"));

    assertThat(body.writeKey()).isEqualTo("k");
    assertThat(String.valueOf(body.context())).isEqualTo("{\"library\":{\"name\":\"é\"}}");
    assertThat(String.valueOf(body.integrations())).isEqualTo("{\"All\":false}");
    assertThat(body.sentAt()).isEqualTo("2026-11-23T16:11:22Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",'sentAt':7", ",'sentAt':null", ",'sentAt':'%s'"})
  void what_cannot_be_the_time_of_a_batch_is_not_kept_with_each_event(String sentAt) {
    assertThat(scan(utf8("{'batch':[{}]" + sentAt.formatted("x".repeat(41)) + "}")).sentAt())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "nonsense",
        "7",
        "'text'",
        "null",
        "{",
        "[{]",
        "{'a':1}}",
        "{'a':1} {'b':2}",
        "[{}] x",
        "[1]",
        "[{},null]",
        "[[{}]]",
        "{'batch':[1]}",
        "{'batch':[null]}",
        "{'a':01}",
        "{'a':NaN}",
        "{'a':'\u0001'}",
        "{a:1}"
      })
  void what_is_no_json_of_ours_is_malformed(String body) {
    assertMalformed(utf8(body));
  }

  @Test
  void other_encodings_are_malformed() {
    assertMalformed("{\"type\":\"track\"}".getBytes(UTF_16));
    assertMalformed(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, '"', '}'});
    assertMalformed(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xFF, (byte) 0xFE, '"', '}'});
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void deep_nesting_is_refused_without_deep_recursion(String level) {
    assertMalformed(utf8("{'a':" + level.repeat(100_000)));
    assertMalformed(utf8("{'context':" + level.repeat(100_000)));
  }

  @Test
  void more_events_than_allowed_are_refused() {
    assertThat(BodyScanner.scan(utf8("[{},{},{}]"), 3))
        .isInstanceOf(BodyScanner.Result.Scanned.class);
    assertThat(BodyScanner.scan(utf8("[{},{},{},{}]"), 3))
        .isInstanceOfSatisfying(
            BodyScanner.Result.Malformed.class,
            malformed -> assertThat(malformed.refusal().message()).contains("at most 3 events"));
  }

  private static void assertMalformed(byte[] bytes) {
    assertThat(BodyScanner.scan(bytes, 10))
        .isInstanceOfSatisfying(
            BodyScanner.Result.Malformed.class,
            malformed -> {
              assertThat(malformed.refusal().status()).isEqualTo(400);
              assertThat(malformed.refusal().code()).isEqualTo("bad_request");
            });
  }

  private static ScannedBody scan(byte[] bytes) {
    BodyScanner.Result result = BodyScanner.scan(bytes, 10);
    if (result instanceof BodyScanner.Result.Scanned scanned) {
      return scanned.body();
    }
    throw new AssertionError(result);
  }

  private static byte[] utf8(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
