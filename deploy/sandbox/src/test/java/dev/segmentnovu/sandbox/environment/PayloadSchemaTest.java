package dev.segmentnovu.sandbox.environment;

import static dev.segmentnovu.sandbox.fixture.RunningSandbox.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadSchemaTest {
  private static final String ORDER =
      "{'type':'object','required':['total'],'properties':{'total':{'type':'number'},"
          + "'count':{'type':'integer'},'items':{'type':'array'},'paid':{'type':'boolean'},"
          + "'buyer':{'type':'object','additionalProperties':false,"
          + "'properties':{'name':{'type':'string'}}}}}";

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'total':1.5,'count':2,'items':[],'paid':true,'buyer':{'name':'A'},'more':1} |",
        "{}                             | root.total must have required property 'total' #/required",
        "{'total':'1'}                  | total must be number #/properties/total/type",
        "{'total':1,'count':1.5}        | count must be integer #/properties/count/type",
        "{'total':1,'items':{}}         | items must be array #/properties/items/type",
        "{'total':1,'paid':'yes'}       | paid must be boolean #/properties/paid/type",
        "{'total':1,'buyer':{'name':7}} | buyer.name must be string"
            + " #/properties/buyer/properties/name/type",
        "{'total':1,'buyer':{'x':7}}    | buyer must NOT have additional properties"
            + " #/properties/buyer/additionalProperties"
      },
      quoteCharacter = '`')
  void a_payload_is_checked_with_the_messages_of_novu(String payload, String expected)
      throws Exception {
    var errors = new PayloadSchema(json(ORDER)).errors(json(payload));

    assertThat(errors)
        .extracting(
            each ->
                String.join(
                    " ",
                    each.path("field").asText(),
                    each.path("message").asText(),
                    each.path("schemaPath").asText()))
        .containsExactly(expected == null ? new String[0] : new String[] {expected});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'minLength':1}", "{'type':'text'}", "{'properties':{'a':{'enum':['x']}}}"})
  void an_unknown_schema_rule_is_rejected(String schema) {
    assertThatThrownBy(() -> new PayloadSchema(json(schema)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_invalid_payload_is_a_400_and_in_a_batch_an_error_of_its_item() throws Exception {
    var options = SandboxOptions.onPort(0).withPayloadSchema("order", json(ORDER));
    RunningSandbox sandbox = sandboxes.start(options);
    String bad = "{'name':'order','to':'u1','payload':{},'transactionId':'a'}";
    String good = bad.replace("{}", "{'total':1}").replace("'a'", "'b'");
    var single = sandbox.call("POST", "/v1/events/trigger", bad);
    var batch =
        sandbox.call("POST", "/v1/events/trigger/bulk", "{'events':[" + bad + "," + good + "]}");

    assertThat(single.status()).isEqualTo(400);
    assertThat(single.body().path("type").asText()).isEqualTo("PAYLOAD_VALIDATION_ERROR");
    assertThat(single.body().path("message").asText())
        .isEqualTo("Payload validation failed: root.total: must have required property 'total'");
    assertThat(single.body().at("/errors/0/field").asText()).isEqualTo("root.total");
    assertThat(batch.status()).isEqualTo(201);
    assertThat(batch.body().at("/data/0/status").asText()).isEqualTo("error");
    assertThat(batch.body().at("/data/0/error/0").asText()).startsWith("Payload validation");
    assertThat(batch.body().at("/data/1/status").asText()).isEqualTo("processed");
    sandbox.novu.finishWork();
    assertThat(sandbox.novu.messages()).hasSize(1);
  }
}
