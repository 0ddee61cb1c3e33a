/** The moving windows that a page of the console offers. */
export const ranges = [
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
];

export const modes = [
  { value: "live", label: "Live" },
  { value: "test", label: "Test" },
];
