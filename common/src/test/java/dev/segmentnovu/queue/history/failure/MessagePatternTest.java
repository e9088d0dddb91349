package dev.segmentnovu.queue.history.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MessagePatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Workflow not found                              | Workflow not found
          No workflow mapped for event: "Order Placed"    | No workflow mapped for event: <value>
          Subscriber u-42 is unknown                      | Subscriber <id> is unknown
          Subscriber user_a1 is unknown                   | Subscriber <id> is unknown
          Subscriber 8f2c1b9a-bbac-11e4-8dfc-aa07a5b093db is unknown | Subscriber <id> is unknown
          Id 507f1f77bcf86cd799439011                     | Id <id>
          to: ann.smith+x@mail.example.com is invalid     | to: <email> is invalid
          to: a@b                                         | to: <email>
          Given up after 12 attempts                      | Given up after <number> attempts
          limit of 1,000.5 kB                             | limit of <number> kB
          at 127.0.0.1:8090                               | at <number>
          since 2026-11-23T16:00:00.123Z.                 | since <time>.
          on 2026-11-23                                   | on <time>
          payload.total must be a number, not 'ten'       | payload.total must be a number, not <value>
          Novu's answer isn't JSON                        | Novu's answer isn't JSON
          name ‘Ann’ or “Bob” or «Cy» or `Di`             | name <value> or <value> or <value> or <value>
          {"message":"no \\" there","id":7}               | {<value>:<value>,<value>:<number>}
          POST /v1/events/trigger returned 500            | POST /v1/events/trigger returned <number>
          a quote " that does not end                     | a quote " that does not end
          größer als 5 für Jürgen2                        | größer als <number> für <id>
          Novu answered 400: ["payload.orderId must be a string"] | Novu answered 400: ["payload.orderId must be a string"]
          Novu answered 422: ["to a@b.de is bad","7 is 'x'"] | Novu answered 422: ["to <email> is bad","<number> is <value>"]
          ["say \\"hi\\" to u1"]                          | ["say \\<value> to <id>"]
          ,"x"                                            | ,<value>
          step 2 of 3 (rule 2): boom                      | step <number> of <number> (rule <number>): boom
          """)
  void values_become_placeholders(String message, String pattern) {
    assertThat(MessagePattern.of(message)).isEqualTo(pattern);
    assertThat(MessagePattern.of(pattern)).isEqualTo(pattern);
  }

  @Test
  void a_pattern_is_one_line_of_bounded_length() {
    assertThat(MessagePattern.of("a\nb\tc")).isEqualTo("a b c");
    assertThat(MessagePattern.of("word ".repeat(1_000))).hasSize(300);
    assertThat(MessagePattern.of("")).isEmpty();
  }

  @Test
  void the_fingerprint_of_a_kind_never_changes() {
    var kind = new FailureKind("welcome", "rejected", 422, "payload.<value> is missing");

    assertThat(kind.fingerprint()).isEqualTo("1465ce4889e79e15").hasSize(16);
    assertThat(new FailureKind(null, "rejected", 422, kind.message()).fingerprint())
        .isNotEqualTo(kind.fingerprint());
    assertThat(new FailureKind("welcome", "rejected", null, kind.message()).fingerprint())
        .isNotEqualTo(kind.fingerprint());
  }
}
