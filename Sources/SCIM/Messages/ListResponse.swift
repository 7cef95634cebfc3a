public import JSON

/// The answer to a query: one page of resources (RFC 7644 section 3.4.2).
public enum ListResponse {
    /// Writes the message around resources that are JSON text already.
    ///
    /// `Resources` is always there, also when it is empty: providers take its absence for a fault.
    ///
    /// - Parameters:
    ///   - totalResults: How many resources match in all.
    ///   - startIndex: The number of the first resource of the page, counted from 1.
    ///   - resources: The resources of the page, each as JSON text in UTF-8.
    public static func write(totalResults: Int, startIndex: Int, resources: [[UInt8]]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(resources.reduce(256) { $0 + $1.count + 1 })
        output += #"{"schemas":[""#.utf8
        output += MessageSchema.listResponse.utf8
        output += #""],"totalResults":\#(totalResults),"startIndex":\#(startIndex),"#.utf8
        output += #""itemsPerPage":\#(resources.count),"Resources":["#.utf8
        for (index, resource) in resources.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output += resource
        }
        output += "]}".utf8
        return output
    }

    /// The same for resources that are values, all of them on one page.
    public static func write(_ resources: [JSON]) -> [UInt8] {
        write(totalResults: resources.count, startIndex: 1, resources: resources.map { $0.serialized() })
    }
}
