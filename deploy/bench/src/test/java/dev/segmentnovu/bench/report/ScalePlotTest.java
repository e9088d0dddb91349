package dev.segmentnovu.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ScalePlotTest {

  @Test
  void each_scenario_has_a_panel_with_a_line_for_each_process_and_their_sum() throws Exception {
    ObjectNode result = result("waiting");
    scale(result, "single", new int[] {0, 10_000, 5_000_000}, 10, 20, 70);
    scale(result, "batch", new int[] {0, 10_000, 5_000_000}, 1, 2, 3);
    scale(result, "sdk", new int[] {0, 10_000, 5_000_000}, 0, 0, 0);

    Document svg = parsed(ScalePlot.svg(result));

    List<String> texts = texts(svg);
    assertThat(texts)
        .contains("Processor time for an event")
        .contains("events of 1000 bytes, of 10000 users")
        .contains("single", "batch", "sdk", "µs an event", "events waiting in the queue")
        .contains("sum 100.0", "ingest 10.0", "redis 20.0", "worker 70.0")
        .containsSubsequence("0", "10k", "100k", "1M", "10M");
    List<Element> lines = all(svg, "polyline");
    assertThat(lines).hasSize(3 * 4);
    assertThat(all(svg, "circle")).hasSize(3 * 4 * 3);
    for (Element line : lines) {
      List<double[]> points = points(line);
      assertThat(points).hasSize(3);
      double before = ScalePanel.LEFT;
      for (double[] point : points) {
        assertThat(point[0]).isGreaterThan(before).isLessThan(ScalePanel.RIGHT);
        assertThat(point[1]).isBetween((double) ScalePanel.TOP, (double) ScalePanel.BOTTOM);
        before = point[0];
      }
    }
  }

  @Test
  void a_higher_figure_has_a_higher_point_and_no_point_is_on_the_axis() throws Exception {
    ObjectNode result = result("users");
    scale(result, "single", new int[] {1_000, 1_000_000}, 10, 0, 70);

    List<Element> lines = all(parsed(ScalePlot.svg(result)), "polyline");

    double sum = points(lines.get(0)).get(0)[1];
    double ingest = points(lines.get(1)).get(0)[1];
    double redis = points(lines.get(2)).get(0)[1];
    double worker = points(lines.get(3)).get(0)[1];
    assertThat(redis).isEqualTo(ScalePanel.BOTTOM);
    assertThat(List.of(sum, worker, ingest, redis)).isSorted();
    // the axis starts at 0, so an eightfold figure has the eightfold height
    assertThat(ScalePanel.BOTTOM - sum).isCloseTo(8 * (ScalePanel.BOTTOM - ingest), within(0.1));
  }

  @Test
  void a_single_value_is_drawn_too() throws Exception {
    for (int value : new int[] {0, 10, 5_000, 10_000_000}) {
      ObjectNode result = result("waiting");
      scale(result, "single", new int[] {value}, 1, 1, 1);

      Document svg = parsed(ScalePlot.svg(result));

      for (Element line : all(svg, "polyline")) {
        assertThat(points(line).get(0)[0])
            .isBetween((double) ScalePanel.LEFT, (double) ScalePanel.RIGHT);
      }
      List<Double> labels =
          all(svg, "text").stream()
              .filter(text -> text.getTextContent().matches("(sum|ingest|redis|worker) .*"))
              .map(text -> Double.parseDouble(text.getAttribute("y")))
              .sorted()
              .toList();
      assertThat(labels).hasSize(4);
      for (int i = 1; i < labels.size(); i++) {
        assertThat(labels.get(i) - labels.get(i - 1)).as("labels apart").isGreaterThan(12);
      }
    }
  }

  private static ObjectNode result(String vary) {
    ObjectNode result = EventCodec.JSON.createObjectNode().put("vary", vary);
    result.putObject("options").put("payloadBytes", 1_000).put("users", 10_000);
    result.putArray("scenarios");
    return result;
  }

  private static void scale(
      ObjectNode result,
      String scenario,
      int[] values,
      double ingest,
      double redis,
      double worker) {
    ArrayNode scale =
        result.withArray("scenarios").addObject().put("scenario", scenario).putArray("scale");
    for (int value : values) {
      ObjectNode each = scale.addObject().put("value", value);
      each.putObject("throughput")
          .putObject("cpuMicrosPerEvent")
          .put("ingest", ingest)
          .put("redis", redis)
          .put("worker", worker);
    }
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<Element> all(Document svg, String name) {
    List<Element> found = new ArrayList<>();
    var nodes = svg.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }

  private static List<String> texts(Document svg) {
    return all(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static List<double[]> points(Element line) {
    return Arrays.stream(line.getAttribute("points").split(" ", -1))
        .map(
            point -> Arrays.stream(point.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }
}
