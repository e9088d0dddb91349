package dev.segmentnovu.event.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
                "{'userId':'a','userId':'b','anonymousId':null,'properties':{'userId':'c'},'event':true}"))
            .events()
            .get(0);

    assertThat(event.text(Member.USER_ID)).isEqualTo("b");
    assertThat(event.kind(Member.ANONYMOUS_ID)).isNull();
    assertThat(event.kind(Member.EVENT)).isEqualTo(JsonKind.BOOLEAN);
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
    assertThat(scan(utf8("{'batch':[{}]" + sentAt.formatted("x".repeat(81)) + "}")).sentAt())
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
        "[1,]",
        "[,1]",
        "{'a':1,}",
        "{'a' 1}",
        "{'a':1 'b':2}",
        "[1 2]",
        "[1}",
        "{'a':1]",
        "{'a':tru}",
        "{'a':nulll}",
        "{'a':'\\x'}",
        "{'a':'\\u12G4'}",
        "{'a':'\\",
        "{'a':'\\u12",
        "{'a':-}",
        "{'a':1.}",
        "{'a':.5}",
        "{'a':+1}",
        "{'a':1e}",
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
    assertMalformed(new byte[] {(byte) 0xFF, (byte) 0xFE, '{', '}'});
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_body() {
    assertThat(scan(utf8("\uFEFF {'type':'page'}")).events().get(0).start()).isEqualTo(4);
    assertMalformed(utf8("\uFEFF"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "null", "'text'", "[{}]", "[[1e2147483648]]"})
  void what_is_no_object_is_refused_alone(String element) {
    for (String body : List.of("[{},%s,{}]", "{'batch':[{},%s,{}]}")) {
      assertThat(faults(utf8(body.formatted(element))))
          .containsExactly("", "Each event must be a JSON object", "");
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void an_event_beyond_a_limit_is_rejected_alone_with_the_reason(String value, String problem) {
    byte[] bad = bytes("{'properties':{'x':" + value + "},'userId':'u'}");
    String message = "The event " + problem;

    assertThat(faults(bad)).singleElement().asString().startsWith(message);
    for (String body : List.of("[{},%s,{}]", "{'batch':[{},%s,{}]}", "[{},{'json':%s},{}]")) {
      List<String> faults = faults(around(body, bad));
      assertThat(faults).hasSize(3);
      assertThat(faults.get(0)).isEmpty();
      assertThat(faults.get(1)).startsWith(message).doesNotContain("Stream", "Jackson");
      assertThat(faults.get(2)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_limit_exceeded_outside_the_events_refuses_the_whole_batch(String value, String problem) {
    for (String body :
        List.of("{'context':{'x':%s},'batch':[{},{}]}", "{'batch':[{},{}],'x':%s}")) {
      assertThat(faults(around(body, bytes(value))))
          .hasSize(2)
          .allSatisfy(
              fault -> assertThat(fault).startsWith("The batch, outside its events, " + problem));
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("[".repeat(64) + "]".repeat(64), "has more than 64 levels of nesting at byte "),
        arguments("[".repeat(9_999) + "]".repeat(9_999), "has more than 64 levels of nesting"),
        arguments(
            "{'a':".repeat(9_999) + "1" + "}".repeat(9_999), "has more than 64 levels of nesting"),
        arguments("1".repeat(1_001), "has a number of more than 1000 characters at byte "),
        arguments("-0." + "1".repeat(998), "has a number of more than 1000 characters"),
        arguments("1e1001", "has a number with an exponent beyond 1000 at byte "),
        arguments("-1.5E-1001", "has a number with an exponent beyond 1000"),
        arguments("1e2147483648", "has a number with an exponent beyond 1000"),
        arguments("1e99999999999999999999", "has a number with an exponent beyond 1000"),
        arguments("'\u00C3'", "is not valid UTF-8 at byte "),
        arguments("'\u00FF\u00FE'", "is not valid UTF-8"),
        arguments("'\u00C0\u0080'", "is not valid UTF-8"),
        arguments("'\u00C1\u00BF'", "is not valid UTF-8"),
        arguments("'\u00E0\u0080\u0080'", "is not valid UTF-8"),
        arguments("'\u00F0\u0080\u0080\u0080'", "is not valid UTF-8"),
        arguments("'\u00ED\u00A0\u0080'", "is not valid UTF-8"),
        arguments("'\u00ED\u00BF\u00BF'", "is not valid UTF-8"),
        arguments("'\u00F4\u0090\u0080\u0080'", "is not valid UTF-8"),
        arguments("'\u00E2\u0098'", "is not valid UTF-8"),
        arguments("{'\u00F5':1}", "is not valid UTF-8"),
        arguments("{'\\ud800':1}", "has a member whose name has half of a surrogate pair at byte "),
        arguments("{'a\\uDFFFb':1}", "has a member whose name has half of a surrogate pair"),
        arguments("{'\\ud800\\n':1}", "has a member whose name has half of a surrogate pair"),
        arguments("{'\\udc00\\ud800':1}", "has a member whose name has half of a surrogate pair"),
        arguments("{'\\ud83d\\ud83d\\ude00':1}", "has a member whose name has half"));
  }

  @ParameterizedTest
  @MethodSource("withinLimits")
  void what_is_just_within_the_limits_is_read(String value) {
    assertThat(faults(utf8("{'batch':[{'properties':{'x':" + value + "}}]}"))).containsExactly("");
    assertThat(faults(utf8("{'batch':[{}],'context':{'x':" + value + "}}"))).containsExactly("");
  }

  static Stream<String> withinLimits() {
    return Stream.of(
        "[".repeat(62) + "]".repeat(62),
        "1".repeat(1_000),
        "1e1000",
        "1E-0000000000000001000",
        "0." + "1".repeat(992) + "E-1000",
        "'\u0080\u07FF\u0800\uD7FF\uE000\uFFFF\uD800\uDC00\uDBFF\uDFFF'",
        "'" + "x".repeat(60_000) + "'",
        "{'" + "x".repeat(60_000) + "':1}",
        "'\\ud800'",
        "'\\udc00 \\ud800\\ud800'",
        "{'\\ud83d\\ude00\\n':1}");
  }

  @Test
  void a_hostile_depth_costs_little_memory() {
    assertMalformed(utf8("{'a':" + "[".repeat(4_000_000)));
    assertThat(faults(utf8("[" + "[".repeat(4_000_000) + "]".repeat(4_000_000) + "]")))
        .containsExactly("Each event must be a JSON object");
  }

  @Test
  void names_may_be_escaped() {
    ScannedBody body =
        scan(utf8("{'b\\u0061tch':[{'\\u0075serId':'a\\n\\u00e9\\ud83d\\ude00\\/'}]}"));

    assertThat(body.events().get(0).text(Member.USER_ID)).isEqualTo("a\né😀/");
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

  private static List<String> faults(byte[] bytes) {
    return scan(bytes).events().stream()
        .map(event -> event.fault() == null ? "" : event.fault().message())
        .toList();
  }

  /** Bytes of the same numbers as the characters. */
  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(ISO_8859_1);
  }

  private static byte[] around(String body, byte[] event) {
    return bytes(body.formatted(new String(event, ISO_8859_1)));
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
