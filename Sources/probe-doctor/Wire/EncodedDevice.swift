import KillCorrelator
import LogModel

/// The device of an event.
struct EncodedDevice: JSONValue {
  let device: Device

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("sysname", device.sysname)
      json.member("devpath", device.devpath)
      json.member("subsystem", device.subsystem)
      json.member("modalias", device.modalias)
      json.member("description", device.description)
    }
  }
}
