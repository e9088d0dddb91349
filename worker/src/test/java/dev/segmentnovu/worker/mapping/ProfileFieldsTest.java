package dev.segmentnovu.worker.mapping;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.testing.Mappings.rule;
import static dev.segmentnovu.worker.mapping.MappingFixture.map;
import static dev.segmentnovu.worker.testing.Quoted.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings.RuleBuilder;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the fields of a profile in each place that they can come from. */
final class ProfileFieldsTest {

  /** The recipient or actor that has the fields of a test. */
  private static final String PERSON = "$merge([properties.p, {'subscriberId': userId}])";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what is given | what is sent | fields that are left out
        "{'email':'a@b.co'}                        | {'email':'a@b.co'}         | ",
        "{'email':' a@b.co\u00A0'}                 | {'email':'a@b.co'}         | ",
        "{'email':''}                              | {}                         | ",
        "{'email':' \u00A0 '}                      | {}                         | ",
        "{'email':null}                            | {'email':null}             | ",
        "{'email':'not-an-email'}                  | {}                         | email",
        "{'email':5}                               | {}                         | email",
        "{'email':true}                            | {}                         | email",
        "{'email':['a@b.co']}                      | {}                         | email",
        "{'phone':15551234567}                     | {'phone':'15551234567'}    | ",
        "{'phone':15551234567.0}                   | {'phone':'15551234567'}    | ",
        "{'phone':1.5551234567E10}                 | {'phone':'15551234567'}    | ",
        "{'phone':12345678901234567890}            | {'phone':'12345678901234567890'} | ",
        "{'phone':1E150}                           | {}                         | phone",
        "{'phone':{}}                              | {}                         | phone",
        "{'avatar':' https://x/y.png '}            | {'avatar':'https://x/y.png'} | ",
        "{'avatar':false}                          | {}                         | avatar",
        "{'firstName':7,'lastName':'B'}            | {'firstName':'7','lastName':'B'} | ",
        "{'first_name':'A','last_name':null}       | {'firstName':'A','lastName':null} | ",
        "{'firstName':'A','first_name':'Z'}        | {'firstName':'A'}          | ",
        "{'firstName':' ','first_name':'Z'}        | {'firstName':'Z'}          | ",
        "{'firstName':['A']}                       | {}                         | firstName",
        "{'locale':'de'}                           | {'locale':'de'}            | ",
        "{'locale':'en_US.UTF-8'}                  | {}                         | locale",
        "{'timezone':'america/new_york'}           | {'timezone':'America/New_York'} | ",
        "{'timezone':'Mars/Olympus'}               | {}                         | timezone",
        "{'timezone':null}                         | {'timezone':null}          | ",
        // a name's halves are written together
        "{'name':'Jane Doe'}                       | {'firstName':'Jane','lastName':'Doe'} | ",
        "{'name':'Prince'}                         | {'firstName':'Prince','lastName':null} | ",
        "{'name':' Peter  van Gibbons '}           | {'firstName':'Peter','lastName':'van Gibbons'} | ",
        "{'name':null}                             | {'firstName':null,'lastName':null} | ",
        "{'name':' '}                              | {}                         | ",
        "{'name':7}                                | {'firstName':'7','lastName':null} | ",
        "{'name':{'first':'P'}}                    | {}                         | name",
        "{'name':'Jane Doe','firstName':'Jim','lastName':'Roe'} | {'firstName':'Jim','lastName':'Roe'} | ",
        "{'name':'Jane Doe','firstName':'Jim'}     | {'firstName':'Jim','lastName':'Doe'} | ",
        "{'name':'Mary Ann Smith','firstName':'mary ann'} | {'firstName':'mary ann','lastName':'Smith'} | ",
        "{'name':'Mary Ann Smith','lastName':'Smith'} | {'firstName':'Mary Ann','lastName':'Smith'} | ",
        "{'name':'Jane Doe','lastName':'Smith'}    | {'firstName':'Jane','lastName':'Smith'} | ",
        "{'name':'Prince','firstName':'Prince'}    | {'firstName':'Prince','lastName':null} | ",
        "{'name':'Doe','firstName':'Jane'}         | {'firstName':'Jane','lastName':'Doe'} | ",
        "{'name':'Doe','lastName':'Doe'}           | {'firstName':null,'lastName':'Doe'} | ",
        "{'name':'Prince','lastName':'X'}          | {'firstName':'Prince','lastName':'X'} | ",
        "{'name':'Jane Doe','firstName':''}        | {'firstName':'Jane','lastName':'Doe'} | ",
        "{'name':null,'firstName':'A'}             | {'firstName':'A','lastName':null} | ",
      })
  void a_field_is_normalized_to_what_novu_accepts(
      String given, String sent, @Nullable String leftOut) {
    Send identify = identify(given);
    Send recipient = track(given, rule("w").to(PERSON));
    Send listed = track(given, rule("w").to("[userId, " + PERSON + "]"));
    Send actor = track(given, rule("w").actor(PERSON));

    ObjectNode fields = json(sent);
    ObjectNode person = json("{'subscriberId':'u'}").setAll(fields.deepCopy());
    assertThat(((UpsertSubscriber) identify.steps().get(0).request()).fields()).isEqualTo(fields);
    assertThat(trigger(recipient).to()).isEqualTo(person);
    assertThat(trigger(listed).to().get(1)).isEqualTo(person);
    assertThat(trigger(actor).actor()).isEqualTo(person);
    List<String> names = leftOut == null ? List.of() : List.of(leftOut);
    assertThat(identify.leftOut()).extracting(LeftOut::field).isEqualTo(names);
    assertThat(recipient.leftOut()).extracting(LeftOut::field).isEqualTo(names);
    assertThat(listed.leftOut())
        .allSatisfy(each -> assertThat(each.place()).isEqualTo("to[1]"))
        .extracting(LeftOut::field)
        .isEqualTo(names);
    assertThat(actor.leftOut()).extracting(LeftOut::field).isEqualTo(names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'data':{'a':{}}}      | {'data':{'a':{}}} | ",
        "{'data':null}          | {'data':null}     | ",
        "{'data':[1]}           | {}                | data",
        "{'channels':[{'providerId':'fcm','credentials':{'deviceTokens':['t']}}]} | {'channels':[{'providerId':'fcm','credentials':{'deviceTokens':['t']}}]} | ",
        "{'channels':[{'providerId':'fcm','credentials':{}},{'providerId':'pager','credentials':{}}]} | {'channels':[{'providerId':'fcm','credentials':{}}]} | channels",
        "{'channels':[{'providerId':'fcm'}]} | {} | channels",
        "{'channels':'fcm'}     | {}                | channels",
        "{'channels':[]}        | {}                | ",
        "{'type':'Subscriber','plan':'pro'} | {'type':'Subscriber','plan':'pro'} | ",
      })
  void the_other_members_of_a_recipient_are_normalized(
      String given, String sent, @Nullable String leftOut) {
    Send result = track(given, rule("w").to(PERSON));

    assertThat(trigger(result).to()).isEqualTo(json("{'subscriberId':'u'}").setAll(json(sent)));
    assertThat(result.leftOut())
        .extracting(LeftOut::field)
        .isEqualTo(leftOut == null ? List.of() : List.of(leftOut));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'email':'nobody'} | traits.email is not an e-mail address",
        "{'locale':'e'}     | traits.locale is not a locale",
        "{'timezone':'x'}   | traits.timezone is not a time zone",
        "{'phone':[1]}      | traits.phone is a list, not a text",
      })
  void a_left_out_value_is_described_without_the_value(String given, String words) {
    Send result = identify(given);

    assertThat(result.leftOut()).extracting(LeftOut::description).containsExactly(words);
    assertThat(((UpsertSubscriber) result.steps().get(0).request()).customTraits())
        .as("it is kept as a custom trait")
        .isEqualTo(json(given));
  }

  private static Send identify(String traits) {
    return (Send) map(mapping().build(), Events.identify().user("u").traits(traits));
  }

  private static Send track(String person, RuleBuilder rule) {
    return (Send)
        map(
            mapping().rule(rule).build(),
            Events.track("E").user("u").properties("{'p':" + person + "}"));
  }

  private static Trigger trigger(Send send) {
    return (Trigger) send.steps().get(0).request();
  }
}
