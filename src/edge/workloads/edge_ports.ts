/** What the parts of the simulated cluster are given. @module */
import type { ControllerPorts } from "../../hub/controllers/machinery/controller.ts";
import type { EventRecorder } from "./event_recorder.ts";

export interface EdgePorts extends ControllerPorts {
  /** Records events as the component that owns these ports. */
  readonly events: EventRecorder;
}
