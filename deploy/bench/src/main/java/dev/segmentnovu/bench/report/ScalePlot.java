package dev.segmentnovu.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.measure.Bench;
import dev.segmentnovu.bench.plan.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The effect of a varied value on the processor time of an event, as an SVG with a panel for each
 * scenario.
 */
public final class ScalePlot {
  private static final int PANELS_IN_A_ROW = 2;
  private static final int HEAD = 56;
  private static final int MARGIN = 16;

  private ScalePlot() {}

  /**
   * Draws what {@link Bench#run} returned for a varied value.
   *
   * @return an SVG document, black and coloured on white
   */
  public static String svg(JsonNode result) {
    Sweep.What varied = Sweep.What.valueOf(result.path("vary").asText().toUpperCase(Locale.ROOT));
    List<ScalePanel> panels = new ArrayList<>();
    for (JsonNode scenario : result.path("scenarios")) {
      panels.add(panel(scenario, varied));
    }
    int columns = Math.min(PANELS_IN_A_ROW, panels.size());
    int rows = (panels.size() + PANELS_IN_A_ROW - 1) / PANELS_IN_A_ROW;
    int width = columns * ScalePanel.WIDTH + 2 * MARGIN;
    int height = HEAD + rows * ScalePanel.HEIGHT + MARGIN;
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        font-family="sans-serif" font-size="12" fill="#222222">
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="%3$d" y="28" font-size="16" font-weight="bold">Processor time for an event</text>
        <text x="%3$d" y="46" fill="#555555">%4$s</text>
        """,
            width,
            height,
            MARGIN,
            subtitle(result, varied)));
    for (int i = 0; i < panels.size(); i++) {
      int left = MARGIN + i % PANELS_IN_A_ROW * ScalePanel.WIDTH;
      int top = HEAD + i / PANELS_IN_A_ROW * ScalePanel.HEIGHT;
      svg.append("<g transform=\"translate(" + left + " " + top + ")\">\n");
      panels.get(i).draw(svg);
      svg.append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private static String subtitle(JsonNode result, Sweep.What varied) {
    JsonNode options = result.path("options");
    String bytes = "events of " + options.path("payloadBytes").asInt() + " bytes";
    return varied == Sweep.What.USERS
        ? bytes
        : bytes + ", of " + options.path("users").asInt() + " users";
  }

  private static ScalePanel panel(JsonNode scenario, Sweep.What varied) {
    List<Integer> values = new ArrayList<>();
    List<Double> ingest = new ArrayList<>();
    List<Double> redis = new ArrayList<>();
    List<Double> worker = new ArrayList<>();
    List<Double> sum = new ArrayList<>();
    for (JsonNode each : scenario.path("scale")) {
      JsonNode cpu = each.path("throughput").path("cpuMicrosPerEvent");
      values.add(each.path("value").asInt());
      ingest.add(cpu.path("ingest").asDouble());
      redis.add(cpu.path("redis").asDouble());
      worker.add(cpu.path("worker").asDouble());
      sum.add(
          ingest.get(ingest.size() - 1)
              + redis.get(redis.size() - 1)
              + worker.get(worker.size() - 1));
    }
    return new ScalePanel(
        scenario.path("scenario").asText(),
        varied.title(),
        values,
        List.of(
            new ScalePanel.Line("sum", "#222222", sum),
            new ScalePanel.Line("ingest", "#0063a6", ingest),
            new ScalePanel.Line("redis", "#c04a00", redis),
            new ScalePanel.Line("worker", "#00805f", worker)));
  }
}
