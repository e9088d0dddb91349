package dev.segmentnovu.relay.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the admin API answered.
 *
 * @param json the answer; a missing node if it is empty
 * @param text the same as sent, whose numbers have their notation
 */
public record Reply(JsonNode json, String text) {}
