package dev.segmentnovu.ingest.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.segmentnovu.event.EventCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like an e-mail address or a phone number, and what does not. */
final class PersonalDataTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ada@example.com                           | a***@***.com
          Ada.Lovelace+news@mail.example.co.uk      | A***@***.uk
          ada%40example.com                         | a***@***.com
          /v2/subscribers/ada%40example.com         | /v2/subscribers/a***@***.com
          /v2/subscribers/%2B49%20171%201234567     | /v2/subscribers/+49***67
          50% of ada@example.com                    | 50% of a***@***.com
          jürgen@müller.de                          | j***@***.de
          x@sub-domain.example                      | x***@***.example
          The email ada@x.io is wrong, bob@y.org too | The email a***@***.io is wrong, b***@***.org too
          auth0:ada@example.com                     | auth0:a***@***.com
          +491711234567                             | +49***67
          +49 171 123-45-67                         | +49***67
          +1 (555) 123-4567                         | +15***67
          phone:+491711234567                       | phone:+49***67
          00491711234567                            | 00***67
          491711234567                              | 49***67
          (030) 123 45 67                           | 03***67
          030/1234567                               | 03***67
          06.12.34.56.78                            | 06***78
          555-123-4567                              | 55***67
          'Call 555-123-4567, please'               | 'Call 55***67, please'
          """)
  void is_masked(String text, String masked) {
    assertThat(PersonalData.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "user-1",
        "Order Completed",
        "@handle",
        "a@b",
        "42",
        "123456789",
        "1234567890123456789",
        "550e8400-e29b-41d4-a716-446655440000",
        "11111111-2222-3333-4444-555555555555",
        "2026-01-31",
        "2026-01-31T12:00:00Z",
        "2026-01-31 12:00:00",
        "2026-01-31T12:00:00.000Z",
        "192.168.100.200",
        "/v2/subscribers/a%20b",
        "50%",
        "1234567.891",
        "ajs-1700000000000",
        "web.0.l1234567890",
        "65f0c2a1b3d4e5f6a7b8c9d0",
        "Novu answered 422 after 3 attempts"
      })
  void is_left_as_it_is(String text) {
    assertThat(PersonalData.mask(text)).isEqualTo(text);
  }

  @Test
  void a_long_text_takes_linear_time() {
    for (String part : new String[] {"a", "1", "1 ", "a.", "a@", "1.1."}) {
      String text = part.repeat(200_000);

      assertThat(PersonalData.mask(text)).isNotNull();
    }
  }

  @Test
  void an_answer_keeps_ids_and_its_own_numbers_and_all_that_others_sent_is_masked()
      throws JsonProcessingException {
    var json =
        (ObjectNode)
            EventCodec.JSON.readTree(
                """
                {"items":[{"id":"0049171123456","previousId":null,"source":"ada@example.com","count":4917112345678,
                  "userId":"ada@example.com","event":null,"examples":["0049171123456"],
                  "request":{"id":"ada@example.com","phone":491711234567}}],"next":"0049171123456"}""");
    json.withObject("/items/0").putRawValue("received", new RawValue("{\"id\":491711234567}"));

    assertThat(PersonalData.maskedAnswer(json).toString())
        .isEqualTo(
            """
            {"items":[{"id":"0049171123456","previousId":null,"source":"ada@example.com","count":4917112345678,\
            "userId":"a***@***.com","event":null,"examples":["0049171123456"],\
            "request":{"id":"a***@***.com","phone":"49***67"},"received":{"id":"49***67"}}],"next":"0049171123456"}""");
  }

  @Test
  void a_copy_of_a_tree_is_masked_in_values_and_names() throws JsonProcessingException {
    var json =
        EventCodec.JSON.readTree(
            """
            {"traits":{"email":"ada@example.com","phone":491711234567,"age":36,"n":1.5,"ok":true,"no":null},
             "list":["bob@example.org",["x"]],"ada@example.com":1}""");
    String before = json.toString();

    assertThat(PersonalData.masked(json).toString())
        .isEqualTo(
            """
            {"traits":{"email":"a***@***.com","phone":"49***67","age":36,"n":1.5,"ok":true,"no":null},\
            "list":["b***@***.org",["x"]],"a***@***.com":1}""");
    assertThat(json.toString()).isEqualTo(before);
  }
}
